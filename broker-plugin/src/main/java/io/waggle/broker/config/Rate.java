package io.waggle.broker.config;

import java.time.Duration;

/**
 * How much of something there may be: a bucket of so many, which fills up again within the period, evenly.
 *
 * @param count what a full bucket holds; 1 to {@value #MAX_COUNT}
 * @param period in which an empty bucket becomes full; 1 ms to 365 days, and at least a microsecond for each of the count
 */
public record Rate(int count, Duration period) {

    static final int MAX_COUNT = 1_000_000_000;

    private static final Duration MIN_PERIOD = Duration.ofMillis(1);
    private static final Duration MAX_PERIOD = Duration.ofDays(365);

    /** Takes values within their bounds. @throws IllegalArgumentException if one is not */
    public Rate {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("a rate of " + count);
        }
        if (period.compareTo(MIN_PERIOD) < 0 || period.compareTo(MAX_PERIOD) > 0 || period.toNanos() / 1_000 < count) {
            throw new IllegalArgumentException("a rate of " + count + " in " + period);
        }
    }
}
