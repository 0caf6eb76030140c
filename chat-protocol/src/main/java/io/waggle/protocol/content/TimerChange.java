package io.waggle.protocol.content;

import java.time.Duration;

/**
 * After how long messages of a conversation of two disappear.
 *
 * @param after up to {@link ContentLimits#DISAPPEARING}, rounded up to whole seconds; zero: they do not
 */
public record TimerChange(Revision revision, Duration after) implements Change {

    /** Takes a time within the bounds. @throws IllegalArgumentException if it is not */
    public TimerChange {
        after = Bounds.seconds(
                ContentFault.BAD_OPTION, "TimerChange.seconds", after, Duration.ZERO, ContentLimits.DISAPPEARING);
    }
}
