package io.waggle.loadtest.compare;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.measure.Fsync;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.run.Runs;
import io.waggle.loadtest.scenario.Kind;
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
import org.jspecify.annotations.Nullable;

/**
 * Puts the same load on several brokers that all run all the time, one after another in each round and the other way round in
 * the next. First each is warmed up until it is compiled; then each round measures each. What is measured of a scenario with a
 * rate: as fast as windows let, and at a fixed rate; of a drain or of connecting: just that.
 */
public final class Comparer {

    private static final int FSYNCS_PER_ROUND = 100;
    private static final String WARMING_UP = "warming up";
    private static final String SEARCHING = "looking for its capacity";

    /** How long a broker may take to accept a socket. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Scenario scenario;
    private final List<Target> targets;
    private final int rounds;
    private final OptionalDouble rate;
    private final Progress progress;
    private final Fsync fsync = new Fsync();
    private final Capacities capacities = new Capacities();
    private final List<Comparison.Round> measured = new ArrayList<>();
    private final Map<Target, List<Fault>> faults = new LinkedHashMap<>();
    private final Set<Target> failed = new HashSet<>();

    /**
     * A comparison to be.
     *
     * @param scenario traffic, a drain or connecting; its warm-up is each broker's before the first round; its duration is each
     *     measurement's
     * @param targets first the one that the others are compared with
     * @param rounds at least 1
     * @param rate at which latency is measured; nothing for a third of what the slower of the first two takes of messages that
     *     are sent when they are due, which is looked for first
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
            progress.phase(WARMING_UP + " " + target.name());
            attempt(target, WARMING_UP, () -> warm.put(target, warmUp(target)));
        }
        OptionalDouble fixed = !hasRate() || rate.isPresent() ? rate : OptionalDouble.of(aThirdOfCapacity(warm));
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
        Summary summary = new Summary(measured);
        return new Comparison(
                scenario.name(),
                parameters(),
                startedAt,
                Machine.here(),
                hasRate() ? fixed.orElseThrow() : null,
                fsync.latency(),
                targets.stream()
                        .map(target -> summary.system(target, capacities.of(target), faultsOf(target)))
                        .toList(),
                summary.ratios(targets),
                List.copyOf(measured));
    }

    private boolean hasRate() {
        return scenario.kind() == Kind.TRAFFIC;
    }

    private double aThirdOfCapacity(Map<Target, Double> warm) {
        for (Target target : targets.subList(0, Math.min(2, targets.size()))) {
            progress.phase(SEARCHING + ": " + target.name());
            attempt(
                    target,
                    SEARCHING,
                    () -> capacities.find(target, scenario, warm.getOrDefault(target, 0.0), progress));
        }
        return capacities.aThird();
    }

    private double warmUp(Target target) {
        Scenario load = scenario.kind() == Kind.DRAIN
                ? scenario
                : atFullSpeed(scenario.with(Parameter.DURATION, scenario.text(Parameter.WARM_UP)));
        return run(target, WARMING_UP, load).throughputPerS();
    }

    private static Scenario atFullSpeed(Scenario load) {
        return load.with(Parameter.RATE, 0).with(Parameter.WARM_UP, "1s");
    }

    private RunResult run(Target target, String what, Scenario load) {
        requireListening(target);
        RunResult result = Runs.run(load, target, progress);
        result.faults().forEach(fault -> faultsOf(target).add(new Fault(fault.kind(), what + ": " + fault.text())));
        if (!result.passes()) {
            requireListening(target);
        }
        return result;
    }

    private void measure(int round, Target target, OptionalDouble fixed) {
        String where = "round " + round;
        String told = where + " of " + rounds + ": " + target.name();
        attempt(target, where, () -> {
            if (!hasRate()) {
                progress.phase(told);
                String warmUp = scenario.kind() == Kind.DRAIN ? "0s" : "1s";
                note(round, target, run(target, where, scenario.with(Parameter.WARM_UP, warmUp)), null);
            } else {
                progress.phase(told + ", as fast as it takes them");
                RunResult fast = run(target, where + ", as fast as it takes them", atFullSpeed(scenario));
                progress.phase(told + ", at a fixed rate");
                Scenario paced =
                        scenario.with(Parameter.RATE, fixed.orElseThrow()).with(Parameter.WARM_UP, "2s");
                note(round, target, fast, run(target, where + ", at the fixed rate", paced));
            }
        });
    }

    private void note(int round, Target target, RunResult fast, @Nullable RunResult paced) {
        measured.add(new Comparison.Round(
                round,
                target.name(),
                fast.throughputPerS(),
                fast.broker().cpuUsPerMessage(),
                fast.generator().cpuCores(),
                paced == null ? null : paced.broker().cpuUsPerMessage(),
                paced == null ? fast.latencyMs() : paced.latencyMs()));
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
            faultsOf(target).add(new Fault(Fault.Kind.INCOMPLETE, what + ": " + e.getMessage()));
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

    private List<Fault> faultsOf(Target target) {
        return faults.computeIfAbsent(target, key -> new ArrayList<>());
    }

    private Map<String, String> parameters() {
        Map<String, String> named = new LinkedHashMap<>();
        scenario.texts().forEach((parameter, text) -> named.put(parameter.key(), text));
        return named;
    }
}
