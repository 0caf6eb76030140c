package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.Runs;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The traffic that most curves are measured with: a scenario's, at the curve's rate. */
final class Traffic {

    private static final long SETTLING_IN_MILLIS = 2_000;

    private final Scenario scenario;
    private final CurvePlan plan;
    private final Progress progress;

    Traffic(Scenario scenario, CurvePlan plan, Progress progress) {
        this.scenario = scenario;
        this.plan = plan;
        this.progress = progress;
    }

    /** What its messages are, for a person. */
    String describe() {
        return String.format(
                "%,.0f deliveries/s of %s bytes by %s senders",
                plan.deliveriesPerS(), scenario.text(Parameter.SIZE), scenario.text(Parameter.CONVERSATIONS));
    }

    /** The same with something else. */
    Traffic with(Parameter parameter, Object value) {
        return new Traffic(scenario.with(parameter, value), plan, progress);
    }

    /** Puts a broker under as much load as windows let, until it is compiled. */
    void warmUp(Target target) {
        var unused = Runs.run(
                scenario.with(Parameter.RATE, 0)
                        .with(Parameter.WARM_UP, "1s")
                        .with(Parameter.DURATION, plan.warmUp().toMillis() + "ms"),
                target,
                progress);
    }

    /**
     * Measures.
     *
     * @param point what the sample is of
     */
    Sample measure(Target target, long point) {
        int members = scenario.number(Parameter.MEMBERS);
        RunResult result = Runs.run(
                scenario.with(Parameter.RATE, plan.deliveriesPerS() / members)
                        .with(
                                Parameter.WARM_UP,
                                Math.min(SETTLING_IN_MILLIS, plan.step().toMillis()) + "ms")
                        .with(Parameter.DURATION, plan.step().toMillis() + "ms"),
                target,
                progress);
        Map<String, Double> figures = new LinkedHashMap<>();
        Double cpu = result.broker().cpuUsPerMessage();
        put(figures, Figure.CPU_PER_DELIVERY, cpu);
        if (members > 1 || scenario.number(Parameter.DEVICES) > 0) {
            put(figures, Figure.CPU_PER_MESSAGE, cpu == null ? null : cpu * members);
        }
        if (result.latencyMs().count() > 0) {
            put(figures, Figure.LATENCY_P50, result.latencyMs().p50());
            put(figures, Figure.LATENCY_P99, result.latencyMs().p99());
        }
        put(figures, Figure.HEAP, result.broker().heapBytes());
        put(figures, Figure.RSS, result.broker().rssBytes());
        return new Sample(point, figures, result.faults());
    }

    private static void put(Map<String, Double> figures, Figure figure, @Nullable Number value) {
        if (value != null) {
            figures.put(figure.key(), value.doubleValue());
        }
    }
}
