package io.waggle.loadtest.compare;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.measure.Fsync;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.Runs;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the same load on several brokers that all run all the time, one after another in each round and the other way round in
 * the next. First each is warmed up until it is compiled; then each round measures each as fast as windows let, and at a fixed
 * rate.
 */
public final class Comparer {

    private static final int FSYNCS_PER_ROUND = 100;

    private final Scenario scenario;
    private final List<Target> targets;
    private final int rounds;
    private final OptionalDouble rate;
    private final Progress progress;
    private final Fsync fsync = new Fsync();
    private final List<Comparison.Round> measured = new ArrayList<>();
    private final Map<String, List<String>> faults = new LinkedHashMap<>();

    /**
     * A comparison to be.
     *
     * @param scenario its warm-up is each broker's before the first round; its duration is each measurement's
     * @param targets first the one that the others are compared with
     * @param rounds at least 1
     * @param rate at which latency is measured; nothing for a third of what the slower of the first two takes
     */
    public Comparer(Scenario scenario, List<Target> targets, int rounds, OptionalDouble rate, Progress progress) {
        this.scenario = scenario;
        this.targets = List.copyOf(targets);
        this.rounds = rounds;
        this.rate = rate;
        this.progress = progress;
    }

    /** Measures. */
    public Comparison run() {
        Instant startedAt = Instant.now();
        targets.forEach(target -> faults.put(target.name(), new ArrayList<>()));
        Map<Target, Double> warm = new LinkedHashMap<>();
        for (Target target : targets) {
            progress.phase("warming up " + target.name());
            warm.put(
                    target,
                    saturated(target, scenario.with(Parameter.DURATION, scenario.text(Parameter.WARM_UP)))
                            .throughputPerS());
        }
        double fixed = rate.orElseGet(() -> aThird(warm));
        for (int round = 1; round <= rounds; round++) {
            List<Target> order = new ArrayList<>(targets);
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Target target : order) {
                measure(round, target, fixed);
            }
            fsync.measure(FSYNCS_PER_ROUND);
        }
        return new Comparison(
                scenario.name(),
                parameters(),
                startedAt,
                Machine.here(),
                fixed,
                fsync.latency(),
                targets.stream().map(this::system).toList(),
                ratios(),
                List.copyOf(measured));
    }

    /** Rounded to something that can be written down. */
    private double aThird(Map<Target, Double> warm) {
        double slower = targets.stream().limit(2).mapToDouble(warm::get).min().orElseThrow();
        return Math.max(1, Math.floor(slower / 3 / 100) * 100);
    }

    private RunResult saturated(Target target, Scenario measured) {
        return Runs.run(measured.with(Parameter.RATE, 0).with(Parameter.WARM_UP, "1s"), target, progress);
    }

    private void measure(int round, Target target, double fixed) {
        progress.phase("round " + round + " of " + rounds + ": " + target.name() + ", as fast as it takes them");
        RunResult fast = saturated(target, scenario);
        progress.phase("round " + round + " of " + rounds + ": " + target.name() + ", at a fixed rate");
        RunResult paced =
                Runs.run(scenario.with(Parameter.RATE, fixed).with(Parameter.WARM_UP, "2s"), target, progress);
        note(round, "as fast as it takes them", fast);
        note(round, "at the fixed rate", paced);
        measured.add(new Comparison.Round(
                round,
                target.name(),
                fast.throughputPerS(),
                fast.broker().cpuUsPerMessage(),
                fast.generator().cpuCores(),
                paced.broker().cpuUsPerMessage(),
                paced.latencyMs()));
    }

    private void note(int round, String how, RunResult result) {
        result.faults()
                .forEach(fault -> faultsOf(result.target()).add("round " + round + ", " + how + ": " + fault.text()));
    }

    private List<String> faultsOf(String system) {
        return faults.getOrDefault(system, List.of());
    }

    private Comparison.SystemResult system(Target target) {
        return new Comparison.SystemResult(
                target.name(),
                target.description(),
                target.acknowledgementMeans(),
                spread(target, Comparison.Round::throughputPerS),
                spreadIfKnown(values(target, Comparison.Round::cpuUsPerMessage)),
                spreadIfKnown(values(target, Comparison.Round::cpuUsPerMessageAtRate)),
                spread(target, round -> round.latencyMs().p50()),
                spread(target, round -> round.latencyMs().p99()),
                List.copyOf(faultsOf(target.name())));
    }

    private Spread spread(Target target, Function<Comparison.Round, Double> figure) {
        return Spread.of(values(target, figure));
    }

    private static @Nullable Spread spreadIfKnown(List<Double> values) {
        return values.isEmpty() ? null : Spread.of(values);
    }

    /** A system's figure in each round, as far as it is known. */
    private List<Double> values(Target target, Function<Comparison.Round, @Nullable Double> figure) {
        List<Double> values = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Double value = figure.apply(of(round, target));
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private Comparison.Round of(int round, Target target) {
        return measured.stream()
                .filter(one -> one.round() == round && one.system().equals(target.name()))
                .findAny()
                .orElseThrow();
    }

    private Map<String, Comparison.Ratios> ratios() {
        Map<String, Comparison.Ratios> ratios = new LinkedHashMap<>();
        for (Target peer : targets.subList(1, targets.size())) {
            ratios.put(
                    peer.name(),
                    new Comparison.Ratios(
                            Spread.of(ratio(peer, Comparison.Round::throughputPerS)),
                            spreadIfKnown(ratio(peer, Comparison.Round::cpuUsPerMessage)),
                            spreadIfKnown(ratio(peer, Comparison.Round::cpuUsPerMessageAtRate)),
                            Spread.of(ratio(peer, round -> round.latencyMs().p99()))));
        }
        return ratios;
    }

    private List<Double> ratio(Target peer, Function<Comparison.Round, @Nullable Double> figure) {
        List<Double> own = values(targets.get(0), figure);
        List<Double> theirs = values(peer, figure);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(own.size(), theirs.size()); i++) {
            ratios.add(own.get(i) / theirs.get(i));
        }
        return ratios;
    }

    private Map<String, String> parameters() {
        Map<String, String> named = new LinkedHashMap<>();
        scenario.texts().forEach((parameter, text) -> named.put(parameter.key(), text));
        return named;
    }
}
