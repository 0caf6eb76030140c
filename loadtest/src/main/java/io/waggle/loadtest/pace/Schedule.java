package io.waggle.loadtest.pace;

/**
 * When each message of a run is meant to be sent: one after another at a constant rate, whatever the system under test does.
 *
 * @param start when message 0 is meant to be sent, by {@link Timer#now}
 * @param perSecond messages per second, more than 0
 */
public record Schedule(long start, double perSecond) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Takes a rate. @throws IllegalArgumentException if it is not more than 0 */
    public Schedule {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate of " + perSecond + " messages per second");
        }
    }

    /** When the message with this number, counted from 0, is meant to be sent. Never accumulates rounding. */
    public long intended(long number) {
        return start + Math.round(number * NANOS_PER_SECOND / perSecond);
    }
}
