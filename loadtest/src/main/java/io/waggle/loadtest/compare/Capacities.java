package io.waggle.loadtest.compare;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.capacity.Objective;
import io.waggle.loadtest.capacity.Search;
import io.waggle.loadtest.capacity.SearchPlan;
import io.waggle.loadtest.capacity.Trial;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many messages per second systems take that are sent when they are due: far fewer than as fast as windows let, for what
 * comes one by one is dear. A rough search, for a rate that leaves room.
 */
final class Capacities {

    private static final double RESOLUTION = 0.25;
    private static final double FIRST_SHARE = 1.0 / 16;
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);

    private final Map<Target, Double> found = new LinkedHashMap<>();

    /** Looks for a system's, below what it takes as fast as windows let. @throws IllegalStateException if a run fails */
    void find(Target target, Scenario scenario, double saturatedPerS, Progress progress) {
        Duration duration = scenario.time(Parameter.DURATION);
        Duration length = duration.compareTo(LONGEST_ATTEMPT) < 0 ? duration : LONGEST_ATTEMPT;
        Trial trial = new Trial(scenario, target, Objective.parse(Comparison.CAPACITY_OBJECTIVE), length, progress);
        double most = Math.max(1, saturatedPerS / scenario.number(Parameter.MEMBERS));
        SearchPlan plan = new SearchPlan(Math.max(1, most * FIRST_SHARE), most, RESOLUTION);
        found.put(target, new Search(plan, trial::at, step -> {}).run().ratePerS());
    }

    /** What was found; nothing if it was not looked for. */
    @Nullable
    Double of(Target target) {
        return found.get(target);
    }

    /** A third of the least that was found, rounded to something that can be written down; at least 1. */
    double aThird() {
        double least =
                found.values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double third = least / 3;
        double step = third >= 1_000 ? 100 : third >= 100 ? 10 : 1;
        return Math.max(1, Math.floor(third / step) * step);
    }
}
