package io.waggle.loadtest.run;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.measure.ProcessProbe;
import io.waggle.loadtest.measure.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What broker and generator use, from {@link #start} on, sampled at each {@link #sample}. Adds up over the processes of a
 * broker that is killed and started again. For one thread.
 */
final class UsageMeter {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Target target;
    private final ProcessProbe self = new ProcessProbe(ProcessHandle.current().pid());
    private final List<RunResult.Usage> samples = new ArrayList<>();
    private @Nullable Duration lastBroker;
    private Duration lastSelf = Duration.ZERO;
    private long lastTime;
    private long begun;
    private long brokerNanos;
    private long selfNanos;
    private long mostRss = -1;

    UsageMeter(Target target) {
        this.target = target;
    }

    /** Begins: what was used until now does not count. */
    void start() {
        lastTime = System.nanoTime();
        begun = lastTime;
        lastBroker = brokerTime();
        lastSelf = selfTime();
        brokerNanos = 0;
        selfNanos = 0;
        samples.clear();
    }

    /**
     * Takes a sample.
     *
     * @param window that the sample's time is told in
     */
    void sample(Window window) {
        long now = System.nanoTime();
        double seconds = (now - lastTime) / NANOS_PER_SECOND;
        Duration broker = brokerTime();
        Duration own = selfTime();
        OptionalLong rss = target.probe().map(ProcessProbe::rssBytes).orElse(OptionalLong.empty());
        long brokerUsed = broker == null ? 0 : used(lastBroker, broker);
        long selfUsed = own.minus(lastSelf).toNanos();
        brokerNanos += brokerUsed;
        selfNanos += selfUsed;
        rss.ifPresent(bytes -> mostRss = Math.max(mostRss, bytes));
        samples.add(new RunResult.Usage(
                (lastTime - window.start()) / NANOS_PER_SECOND,
                broker == null ? null : brokerUsed / NANOS_PER_SECOND / seconds,
                rss.isPresent() ? rss.getAsLong() : null,
                selfUsed / NANOS_PER_SECOND / seconds));
        lastBroker = broker;
        lastSelf = own;
        lastTime = now;
    }

    private static long used(@Nullable Duration before, Duration now) {
        return before == null || before.compareTo(now) > 0
                ? now.toNanos()
                : now.minus(before).toNanos();
    }

    private @Nullable Duration brokerTime() {
        return target.probe().flatMap(ProcessProbe::cpuTime).orElse(null);
    }

    private Duration selfTime() {
        return self.cpuTime().orElse(Duration.ZERO);
    }

    /** Cores that the generator used on average until the last sample. */
    double selfCores() {
        return lastTime == begun ? 0 : (double) selfNanos / (lastTime - begun);
    }

    /**
     * What the broker used, with its heap as it is now.
     *
     * @param deliveries that its CPU time is divided by
     */
    RunResult.Broker broker(long deliveries) {
        OptionalLong heap =
                target.probe().map(ProcessProbe::heapBytesAfterCollection).orElse(OptionalLong.empty());
        return new RunResult.Broker(
                cpuMicrosPer(deliveries), mostRss < 0 ? null : mostRss, heap.isPresent() ? heap.getAsLong() : null);
    }

    /** Microseconds of the broker's CPU time until the last sample, for each of so many; nothing if it is not known. */
    @Nullable
    Double cpuMicrosPer(long count) {
        return target.probe().isPresent() && count > 0 ? brokerNanos / NANOS_PER_MICRO / count : null;
    }

    List<RunResult.Usage> samples() {
        return List.copyOf(samples);
    }
}
