package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.scenario.ScenarioException;
import java.time.Duration;
import java.util.List;

/**
 * How curves are measured.
 *
 * @param kinds which; none for none
 * @param deliveriesPerS the fixed rate, the same at all points
 * @param step how long each measurement takes
 * @param warmUp how long a new broker is put under full load before it is measured
 * @param rounds how often each point is measured
 * @param scale that all points are multiplied with; 1 for 5,000 connections, 1,000,000 messages and 1 GB
 * @param flatWithin up to which ratio of the last point's figure to the first's it counts as flat
 */
public record CurvePlan(
        List<CurveKind> kinds,
        double deliveriesPerS,
        Duration step,
        Duration warmUp,
        int rounds,
        double scale,
        double flatWithin) {

    /** Takes a plan. @throws ScenarioException if a value is not allowed; it says what is */
    public CurvePlan {
        kinds = List.copyOf(kinds);
        require(deliveriesPerS >= 1 && deliveriesPerS <= 100_000, "a curve's rate is 1 to 100000 deliveries/s");
        require(step.compareTo(Duration.ofSeconds(1)) >= 0, "a step takes 1s or more");
        require(rounds >= 1 && rounds <= 100, "rounds are 1 to 100");
        require(scale >= 0.0001 && scale <= 10, "a scale is 0.0001 to 10");
        require(flatWithin >= 1 && flatWithin <= 100, "what counts as flat is a ratio of 1 to 100");
    }

    private static void require(boolean allowed, String otherwise) {
        if (!allowed) {
            throw new ScenarioException(otherwise);
        }
    }

    List<Long> points(CurveKind kind) {
        return kind.points(scale);
    }
}
