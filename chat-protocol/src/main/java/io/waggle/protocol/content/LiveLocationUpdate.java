package io.waggle.protocol.content;

import java.util.Optional;

/**
 * Where the author of a {@link LiveLocation} is now.
 *
 * @param message the one that began it
 * @param number 1 to {@value ContentLimits#NUMBER}; the highest is the newest
 * @param location nothing ends the sharing
 */
public record LiveLocationUpdate(MessageRef message, int number, Optional<Location> location) implements MessageChange {

    /** Takes an update within the bounds. @throws IllegalArgumentException if it is not */
    public LiveLocationUpdate {
        Bounds.number(ContentFault.BAD_LOCATION, "LiveLocationUpdate.number", number, 1, ContentLimits.NUMBER);
    }
}
