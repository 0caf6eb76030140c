package io.waggle.client;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait before the next attempt: random between nothing and a bound that doubles with each attempt. That is
 * what keeps clients apart that lost their server at the same moment. Belongs to the lane.
 */
final class Backoff {

    private static final Duration MOST_TOLD = Duration.ofMinutes(10);

    private final Duration min;
    private final Duration max;
    private final Random random;
    private Duration bound;

    Backoff(Duration min, Duration max, Random random) {
        this.min = min;
        this.max = max;
        this.random = random;
        this.bound = min;
    }

    Duration next() {
        Duration wait = Duration.ofMillis((long) (random.nextDouble() * bound.toMillis()) + 1);
        Duration doubled = bound.plus(bound);
        bound = doubled.compareTo(max) < 0 ? doubled : max;
        return wait;
    }

    /** As if the bound had reached its maximum. */
    Duration fromCap() {
        bound = max;
        return next();
    }

    /**
     * As long as a server told, and a little longer, which keeps those apart that were told the same. A server that tells more than ten
     * minutes is asked sooner: it may have been mistaken.
     */
    Duration asTold(Duration told) {
        Duration wait = told.compareTo(MOST_TOLD) < 0 ? told : MOST_TOLD;
        return wait.plusMillis((long) (random.nextDouble() * (wait.toMillis() / 10 + 1_000)) + 1);
    }

    /** The longest that {@link #next} can say. */
    Duration longest() {
        return max;
    }

    /** It went well: begin again with the shortest. */
    void reset() {
        bound = min;
    }
}
