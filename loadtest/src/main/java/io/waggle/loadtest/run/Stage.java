package io.waggle.loadtest.run;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.device.Population;
import io.waggle.loadtest.ledger.Ledger;
import io.waggle.loadtest.ledger.Tally;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.measure.Measured;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What every kind of run needs: waiting while it watches, and the result at the end. For one thread, the run's. */
final class Stage {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration CONNECT_PATIENCE = Duration.ofMinutes(2);

    /** When nobody at all has got in until then and attempts have failed, nobody will. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(15);

    private static final Duration QUIET_PATIENCE = Duration.ofSeconds(5);

    private final Scenario scenario;
    private final Target target;
    private final Population population;
    private final Ledger ledger;
    private final Progress progress;
    private final Instant startedAt = Instant.now();
    private final UsageMeter usage;
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final List<Fault> faults = new ArrayList<>();
    private long nextSecond;
    private long seconds;
    private long sentBefore;
    private long deliveredBefore;

    Stage(Scenario scenario, Target target, Population population, Ledger ledger, Progress progress) {
        this.scenario = scenario;
        this.target = target;
        this.population = population;
        this.ledger = ledger;
        this.progress = progress;
        this.usage = new UsageMeter(target);
    }

    UsageMeter usage() {
        return usage;
    }

    /** What is measured begins. */
    void measuring() {
        usage.start();
        progress.measuring();
    }

    /** What is measured has ended. */
    void measured(Window window) {
        usage.sample(window);
        progress.measured();
    }

    void phase(String what) {
        progress.phase(what);
    }

    /** A figure that only this kind of scenario has. */
    void figure(String name, double value) {
        figures.put(name, value);
    }

    void fault(Fault.Kind kind, String text) {
        faults.add(new Fault(kind, text));
    }

    /**
     * Connects devices and waits for them; not long, if a broker lets in none at all.
     *
     * @throws IllegalStateException if they do not all get ready
     */
    void connect(Collection<Address> whom) {
        int perSecond = scenario.number(Parameter.CONNECT_RATE);
        progress.phase("connecting " + whom.size() + " devices");
        long failedBefore = population.connections().failed();
        population.connect(whom, perSecond);
        Duration patience = CONNECT_PATIENCE.plusSeconds(whom.size() / perSecond);
        long first = System.nanoTime() + FIRST_PATIENCE.toNanos();
        BooleanSupplier noneGetsIn = () -> System.nanoTime() - first > 0
                && population.ready(whom) == 0
                && population.connections().failed() > failedBefore;
        await(() -> population.ready(whom) == whom.size() || noneGetsIn.getAsBoolean(), patience, 50);
        if (population.ready(whom) < whom.size()) {
            throw new IllegalStateException(population.ready(whom) + " of " + whom.size()
                    + " devices could connect; reasons for the others: "
                    + population.connections().reasons());
        }
    }

    /** Waits; answers whether the condition came true in time. */
    boolean await(BooleanSupplier condition, Duration patience, int everyMillis) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(everyMillis));
        }
        return true;
    }

    /** Waits until everything that was sent is decided and is where it belongs; answers whether that came true. */
    boolean settle() {
        return settle(scenario.time(Parameter.SETTLE));
    }

    boolean settle(Duration patience) {
        return await(population.counts()::isSettled, patience, 1);
    }

    /**
     * Waits until a time, and tells each second how it goes.
     *
     * @param meanwhile done a thousand times a second
     */
    void watchUntil(long time, List<Recording> recordings, Window window, Runnable meanwhile) {
        nextSecond = System.nanoTime() + SECOND;
        while (System.nanoTime() - time < 0) {
            meanwhile.run();
            long now = System.nanoTime();
            if (now - nextSecond >= 0) {
                tellSecond(recordings);
                nextSecond += SECOND;
                if (now - window.start() >= SECOND) {
                    usage.sample(window);
                }
            }
            LockSupport.parkNanos(Math.min(TICK_NANOS, Math.max(1, time - now)));
        }
    }

    private void tellSecond(List<Recording> recordings) {
        long sent = population.counts().sentSoFar();
        long delivered = population.counts().deliveredSoFar();
        progress.second(
                ++seconds,
                sent - sentBefore,
                delivered - deliveredBefore,
                sent - population.counts().ackedSoFar(),
                Recording.sinceLast(recordings));
        sentBefore = sent;
        deliveredBefore = delivered;
    }

    /** Adds everything up. Nothing may be under way that could still come. */
    RunResult result(Window window, List<Recording> recordings, String latencyOf, double throughput) {
        await(population::isQuiet, QUIET_PATIENCE, 10);
        population.handOver();
        Tally tally = ledger.tally(
                population.counts().redeliveredSoFar(), population.counts().foreignSoFar());
        Measured measured = Recording.sum(window, recordings);
        Links.Sums links = population.connections();
        boolean behind = measured.lag().p99() > scenario.time(Parameter.MAX_LAG).toMillis();
        judge(tally, behind, measured);
        return new RunResult(
                scenario.name(),
                target.name(),
                target.description(),
                target.acknowledgementMeans(),
                parameters(),
                startedAt,
                Machine.here(),
                tally.sent(),
                tally.acked(),
                tally.refused(),
                tally.unanswered(),
                tally.delivered(),
                tally.lost(),
                tally.duplicated(),
                tally.reordered(),
                tally.foreign(),
                tally.redelivered(),
                throughput,
                latencyOf,
                measured.latency(),
                usage.broker(measured.delivered()),
                new RunResult.Generator(usage.selfCores(), behind, measured.lag()),
                links,
                figures,
                measured.intervals(),
                usage.samples(),
                measured.curve(),
                List.copyOf(faults));
    }

    private void judge(Tally tally, boolean behind, Measured measured) {
        broken(tally.lost(), "acknowledged messages were lost");
        broken(tally.duplicated(), "messages came twice");
        broken(tally.reordered(), "messages came out of order");
        broken(tally.foreign(), "messages came that nobody had sent");
        incomplete(tally.unanswered(), "messages were not answered");
        incomplete(tally.refused(), "messages were refused");
        if (behind) {
            fault(
                    Fault.Kind.GENERATOR_BEHIND,
                    String.format(
                            "the generator fell behind: one message in a hundred was handed over %.0f ms late or more",
                            measured.lag().p99()));
        }
    }

    private void broken(long count, String what) {
        if (count > 0) {
            fault(Fault.Kind.BROKEN_PROMISE, count + " " + what);
        }
    }

    void incomplete(long count, String what) {
        if (count > 0) {
            fault(Fault.Kind.INCOMPLETE, count + " " + what);
        }
    }

    private Map<String, String> parameters() {
        Map<String, String> named = new LinkedHashMap<>();
        scenario.texts().forEach((parameter, text) -> named.put(parameter.key(), text));
        return named;
    }
}
