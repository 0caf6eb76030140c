package io.waggle.loadtest.capacity;

import io.waggle.loadtest.scenario.ScenarioException;

/**
 * Where a search looks.
 *
 * @param fromPerS the first rate, messages per second
 * @param toPerS the highest rate that is tried
 * @param resolution how far apart the highest rate that holds and the lowest that does not may be in the end, as a share: 0.05
 *     for 5 %
 */
public record SearchPlan(double fromPerS, double toPerS, double resolution) {

    private static final double MOST = 1_000_000;
    private static final double FINEST = 0.01;

    /** Takes a plan. @throws ScenarioException if a value is not allowed; it says what is */
    public SearchPlan {
        if (!(fromPerS >= 1 && fromPerS <= toPerS && toPerS <= MOST)) {
            throw new ScenarioException("a search from " + fromPerS + " to " + toPerS
                    + " messages/s: from is 1 or more, to is not below it and at most 1000000");
        }
        if (!(resolution >= FINEST && resolution <= 1)) {
            throw new ScenarioException("a resolution of " + resolution + ": 0.01 to 1");
        }
    }
}
