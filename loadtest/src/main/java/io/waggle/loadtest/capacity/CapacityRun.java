package io.waggle.loadtest.capacity;

import io.waggle.loadtest.broker.Brokers;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.capacity.curve.Curve;
import io.waggle.loadtest.capacity.curve.CurvePlan;
import io.waggle.loadtest.capacity.curve.Curves;
import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.Runs;
import io.waggle.loadtest.scenario.Kind;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Warms a broker up, searches for the highest rate that it holds, and measures the curves. */
public final class CapacityRun {

    private final Scenario scenario;
    private final Brokers brokers;
    private final Objective objective;
    private final SearchPlan plan;
    private final Duration step;
    private final CurvePlan curves;
    private final Progress progress;
    private final Consumer<String> say;

    /**
     * What is to be found out.
     *
     * @param scenario one that sends messages at a rate; its warm-up is the broker's before anything is measured
     * @param step how long each attempt takes, after at most three seconds to settle in
     * @param progress hears how each run goes
     * @param say hears what each step came to, a line each
     * @throws ScenarioException if the scenario sends nothing at a rate, or kills the broker
     */
    public CapacityRun(
            Scenario scenario,
            Brokers brokers,
            Objective objective,
            SearchPlan plan,
            Duration step,
            CurvePlan curves,
            Progress progress,
            Consumer<String> say) {
        if (scenario.kind() != Kind.TRAFFIC
                || !scenario.time(Parameter.KILL_EVERY).isZero()) {
            throw new ScenarioException(
                    scenario.name()
                            + ": a capacity is that of a broker that lives and gets messages at a rate: chat, group or another that does");
        }
        this.scenario = scenario;
        this.brokers = brokers;
        this.objective = objective;
        this.plan = plan;
        this.step = step;
        this.curves = curves;
        this.progress = new SecondsOnly(progress);
        this.say = say;
    }

    /** Measures; takes minutes. */
    public Capacity run() {
        Instant startedAt = Instant.now();
        try (Target target = brokers.open(Map.of())) {
            say.accept("warming up " + target.name());
            double saturated = saturated(target);
            say.accept(CapacityWords.line("while it warmed up, as fast as windows let: %,.0f deliveries/s", saturated));
            Trial trial = new Trial(scenario, target, objective, step, progress);
            Found found = new Search(plan, trial::at, one -> say.accept(CapacityWords.step(one, objective))).run();
            say.accept(CapacityWords.found(found, objective));
            List<Curve> measured = new Curves(scenario, brokers, curves, progress, say).run(target);
            return new Capacity(
                    scenario.name(),
                    target.name(),
                    target.description(),
                    target.acknowledgementMeans(),
                    parameters(),
                    startedAt,
                    Machine.here(),
                    objective,
                    plan,
                    saturated,
                    found,
                    measured);
        }
    }

    private double saturated(Target target) {
        return Runs.run(
                        scenario.with(Parameter.RATE, 0)
                                .with(Parameter.WARM_UP, "1s")
                                .with(Parameter.DURATION, atLeastASecond(scenario.time(Parameter.WARM_UP))),
                        target,
                        progress)
                .throughputPerS();
    }

    private static String atLeastASecond(Duration time) {
        return Math.max(1_000, time.toMillis()) + "ms";
    }

    private Map<String, String> parameters() {
        Map<String, String> named = new LinkedHashMap<>();
        scenario.texts().forEach((parameter, text) -> named.put(parameter.key(), text));
        return named;
    }

    /** There are hundreds of phases in all these runs: what they come to is what is told. */
    private record SecondsOnly(Progress progress) implements Progress {

        @Override
        public void phase(String what) {
            // told by steps and points
        }

        @Override
        public void second(long seconds, long sentPerS, long deliveredPerS, long underWay, Latency latency) {
            progress.second(seconds, sentPerS, deliveredPerS, underWay, latency);
        }
    }
}
