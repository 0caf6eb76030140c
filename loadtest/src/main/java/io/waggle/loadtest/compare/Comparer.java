package io.waggle.loadtest.compare;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.measure.Fsync;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.Runs;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the same load on several brokers that all run all the time, one after another in each round and the other way round in
 * the next. First each is warmed up until it is compiled; then each round measures each as fast as windows let, and at a fixed
 * rate.
 */
public final class Comparer {

    private static final int FSYNCS_PER_ROUND = 100;
    private static final String WARMING_UP = "warming up";

    /** How long a broker may take to accept a socket. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Scenario scenario;
    private final List<Target> targets;
    private final int rounds;
    private final OptionalDouble rate;
    private final Progress progress;
    private final Fsync fsync = new Fsync();
    private final List<Comparison.Round> measured = new ArrayList<>();
    private final Map<String, List<String>> faults = new LinkedHashMap<>();
    private final Set<Target> failed = new HashSet<>();

    /**
     * A comparison to be.
     *
     * @param scenario its warm-up is each broker's before the first round; its duration is each measurement's
     * @param targets first the one that the others are compared with
     * @param rounds at least 1
     * @param rate at which latency is measured; nothing for a third of what the slower of the first two takes
     * @throws ScenarioException if two systems are called the same: results are told by name
     */
    public Comparer(Scenario scenario, List<Target> targets, int rounds, OptionalDouble rate, Progress progress) {
        this.scenario = scenario;
        this.targets = List.copyOf(targets);
        this.rounds = rounds;
        this.rate = rate;
        this.progress = progress;
        Set<String> names = new HashSet<>();
        for (Target target : targets) {
            if (!names.add(target.name())) {
                throw new ScenarioException(
                        "two systems are called " + target.name() + ", and could not be told apart");
            }
        }
    }

    /** Measures. A system that fails is left alone from then on, and what it did before counts. */
    public Comparison run() {
        Instant startedAt = Instant.now();
        Map<Target, Double> warm = new LinkedHashMap<>();
        for (Target target : targets) {
            progress.phase("warming up " + target.name());
            attempt(target, WARMING_UP, () -> warm.put(target, warmUp(target)));
        }
        double fixed = rate.orElseGet(() -> aThird(warm));
        for (int round = 1; round <= rounds && !hasFailed(targets.get(0)); round++) {
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
        double slower = targets.stream()
                .limit(2)
                .filter(warm::containsKey)
                .mapToDouble(warm::get)
                .min()
                .orElse(0);
        return Math.max(1, Math.floor(slower / 3 / 100) * 100);
    }

    private double warmUp(Target target) {
        Scenario load = scenario.with(Parameter.DURATION, scenario.text(Parameter.WARM_UP));
        return saturated(target, WARMING_UP, load).throughputPerS();
    }

    private RunResult saturated(Target target, String what, Scenario load) {
        return run(target, what, load.with(Parameter.RATE, 0).with(Parameter.WARM_UP, "1s"));
    }

    private RunResult run(Target target, String what, Scenario load) {
        requireListening(target);
        RunResult result = Runs.run(load, target, progress);
        result.faults().forEach(fault -> faultsOf(target).add(what + ": " + fault.text()));
        if (!result.passes()) {
            requireListening(target);
        }
        return result;
    }

    private void measure(int round, Target target, double fixed) {
        String where = "round " + round;
        attempt(target, where, () -> {
            progress.phase(where + " of " + rounds + ": " + target.name() + ", as fast as it takes them");
            RunResult fast = saturated(target, where + ", as fast as it takes them", scenario);
            progress.phase(where + " of " + rounds + ": " + target.name() + ", at a fixed rate");
            RunResult paced = run(
                    target,
                    where + ", at the fixed rate",
                    scenario.with(Parameter.RATE, fixed).with(Parameter.WARM_UP, "2s"));
            measured.add(new Comparison.Round(
                    round,
                    target.name(),
                    fast.throughputPerS(),
                    fast.broker().cpuUsPerMessage(),
                    fast.generator().cpuCores(),
                    paced.broker().cpuUsPerMessage(),
                    paced.latencyMs()));
        });
    }

    /** Measures something of a system that has not failed yet. One that fails is no reason to lose what others did. */
    private void attempt(Target target, String what, Runnable measurement) {
        if (hasFailed(target)) {
            return;
        }
        try {
            measurement.run();
        } catch (IllegalStateException e) {
            failed.add(target);
            faultsOf(target).add(what + ": " + e.getMessage());
            progress.phase(target.name() + " has failed and is left alone: " + e.getMessage());
        }
    }

    private boolean hasFailed(Target target) {
        return failed.contains(target);
    }

    /** Devices would try for minutes to reach a process that is dead. @throws IllegalStateException if nobody listens */
    private static void requireListening(Target target) {
        try (Socket socket = new Socket()) {
            socket.connect(target.address(), Math.toIntExact(PATIENCE.toMillis()));
        } catch (IOException e) {
            throw new IllegalStateException("it takes no connections: " + e.getMessage(), e);
        }
    }

    private List<String> faultsOf(Target target) {
        return faults.computeIfAbsent(target.name(), name -> new ArrayList<>());
    }

    private Comparison.SystemResult system(Target target) {
        return new Comparison.SystemResult(
                target.name(),
                target.description(),
                target.acknowledgementMeans(),
                spread(target, Comparison.Round::throughputPerS),
                spread(target, Comparison.Round::cpuUsPerMessage),
                spread(target, Comparison.Round::cpuUsPerMessageAtRate),
                spread(target, round -> round.latencyMs().p50()),
                spread(target, round -> round.latencyMs().p99()),
                List.copyOf(faultsOf(target)));
    }

    private @Nullable Spread spread(Target target, Function<Comparison.Round, @Nullable Double> figure) {
        List<Double> values = new ArrayList<>();
        for (Comparison.Round round : roundsOf(target).values()) {
            Double value = figure.apply(round);
            if (value != null) {
                values.add(value);
            }
        }
        return spread(values);
    }

    private static @Nullable Spread spread(List<Double> values) {
        return values.isEmpty() ? null : Spread.of(values);
    }

    /** What a system finished, by the number of the round. */
    private Map<Integer, Comparison.Round> roundsOf(Target target) {
        Map<Integer, Comparison.Round> finished = new TreeMap<>();
        measured.stream()
                .filter(round -> round.system().equals(target.name()))
                .forEach(round -> finished.put(round.round(), round));
        return finished;
    }

    private Map<String, Comparison.Ratios> ratios() {
        Map<String, Comparison.Ratios> ratios = new LinkedHashMap<>();
        for (Target peer : targets.subList(1, targets.size())) {
            Spread throughput = ratio(peer, Comparison.Round::throughputPerS);
            Spread latency = ratio(peer, round -> round.latencyMs().p99());
            if (throughput != null && latency != null) {
                ratios.put(
                        peer.name(),
                        new Comparison.Ratios(
                                throughput,
                                ratio(peer, Comparison.Round::cpuUsPerMessage),
                                ratio(peer, Comparison.Round::cpuUsPerMessageAtRate),
                                latency));
            }
        }
        return ratios;
    }

    /** Round by round, of those that both finished. */
    private @Nullable Spread ratio(Target peer, Function<Comparison.Round, @Nullable Double> figure) {
        Map<Integer, Comparison.Round> theirs = roundsOf(peer);
        List<Double> ratios = new ArrayList<>();
        roundsOf(targets.get(0)).forEach((number, own) -> {
            Comparison.Round their = theirs.get(number);
            Double dividend = figure.apply(own);
            Double divisor = their == null ? null : figure.apply(their);
            if (dividend != null && divisor != null) {
                ratios.add(dividend / divisor);
            }
        });
        return spread(ratios);
    }

    private Map<String, String> parameters() {
        Map<String, String> named = new LinkedHashMap<>();
        scenario.texts().forEach((parameter, text) -> named.put(parameter.key(), text));
        return named;
    }
}
