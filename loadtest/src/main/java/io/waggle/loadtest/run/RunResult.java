package io.waggle.loadtest.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.measure.Measured;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run found. As JSON its names are in snake case.
 *
 * @param scenario its name
 * @param target which broker
 * @param description of the broker
 * @param acknowledgementMeans what the broker has done with a message that it acknowledges
 * @param parameters of the scenario, as they would be written
 * @param startedAt wall clock
 * @param machine that the generator ran on, and a broker that was started here
 * @param sent see {@link io.waggle.loadtest.ledger.Tally}, also for the next nine
 * @param throughputPerS deliveries per second within the window
 * @param latencyOf what the latency is of
 * @param latencyMs of everything that was meant to be sent in the window
 * @param broker nulls for what cannot be known
 * @param connections what became of them
 * @param figures what only this kind of scenario has, by name
 * @param intervals what happened when
 * @param usage of the machine, sampled
 * @param curve the latency's distribution
 * @param faults why the run does not pass, for a person; empty if it does
 */
public record RunResult(
        String scenario,
        String target,
        String description,
        String acknowledgementMeans,
        Map<String, String> parameters,
        Instant startedAt,
        Machine machine,
        long sent,
        long acked,
        long refused,
        long unanswered,
        long delivered,
        long lost,
        long duplicated,
        long reordered,
        long foreign,
        long redelivered,
        @JsonProperty("throughput_per_s") double throughputPerS,
        String latencyOf,
        Latency latencyMs,
        Broker broker,
        Generator generator,
        Links.Sums connections,
        Map<String, Double> figures,
        List<Measured.Interval> intervals,
        List<Usage> usage,
        List<Measured.Point> curve,
        List<Fault> faults) {

    /**
     * What the broker used.
     *
     * @param cpuUsPerMessage CPU time, microseconds for each delivery within the window
     * @param rssBytes the most seen
     * @param heapBytes after a full collection at the end
     */
    public record Broker(
            @Nullable Double cpuUsPerMessage,
            @Nullable Long rssBytes,
            @Nullable Long heapBytes) {}

    /**
     * How the generator did.
     *
     * @param cpuCores that it used, on average within the window
     * @param behind whether it came too late to be believed
     * @param lagMs how late it handed messages over
     */
    public record Generator(double cpuCores, boolean behind, Latency lagMs) {}

    /**
     * What was used in a second.
     *
     * @param at seconds into the window
     * @param brokerCores nothing if not known
     */
    public record Usage(
            double at,
            @Nullable Double brokerCores,
            @Nullable Long brokerRssBytes,
            double generatorCores) {}

    /** A reason not to pass. */
    public record Fault(Kind kind, String text) {

        /** What kind; decides the exit code. */
        public enum Kind {
            /** Something that was acknowledged is missing, or came twice, or out of order. */
            BROKEN_PROMISE,
            /** Something that was to happen did not happen in time: an answer, a connection. */
            INCOMPLETE,
            /** The generator was too slow: the figures say nothing about the broker. */
            GENERATOR_BEHIND
        }
    }

    /** Whether the run passes. */
    public boolean passes() {
        return faults.isEmpty();
    }
}
