package io.waggle.protocol.content;

import java.time.Duration;
import java.util.Optional;

/**
 * Begins to share where one is. {@link LiveLocationUpdate}s follow.
 *
 * @param duration from acceptance, 1 s to {@link ContentLimits#LIVE_LOCATION}, rounded up to whole seconds
 */
public record LiveLocation(Location location, Duration duration, Optional<Text> caption) implements Shown {

    /** Takes what is within the bounds. @throws IllegalArgumentException if it is not */
    public LiveLocation {
        duration = Bounds.seconds(
                ContentFault.BAD_LOCATION,
                "LiveLocation.duration_seconds",
                duration,
                Duration.ofSeconds(1),
                ContentLimits.LIVE_LOCATION);
    }

    @Override
    public Type type() {
        return Type.LIVE_LOCATION;
    }
}
