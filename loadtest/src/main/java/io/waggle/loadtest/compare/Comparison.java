package io.waggle.loadtest.compare;

import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.run.RunResult.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The same load on several brokers, in alternation. As JSON its names are in snake case.
 *
 * @param scenario its name
 * @param parameters of the scenario, as they would be written
 * @param ratePerS messages per second at which latency was measured, the same for all; nothing for a scenario without a rate
 * @param fsyncMs what one fsync of a small file takes on this machine, measured between the rounds
 * @param systems first the one that the others are compared with
 * @param ratios the first system's figures divided by a peer's, by the peer's name, of the rounds that both did; a peer without
 *     such a round is left out. A throughput above 1, and CPU time and latency below 1, speak for the first
 * @param rounds every single measurement that was finished
 */
public record Comparison(
        String scenario,
        Map<String, String> parameters,
        Instant startedAt,
        Machine machine,
        @Nullable Double ratePerS,
        Latency fsyncMs,
        List<SystemResult> systems,
        Map<String, Ratios> ratios,
        List<Round> rounds) {

    /** What a rate has to hold to be within a system's capacity. */
    public static final String CAPACITY_OBJECTIVE = "p99=50ms";

    /**
     * What all rounds say of one system. Figures are missing if it finished no round.
     *
     * @param capacityPerS messages per second, sent when they are due, whose p99 is within {@value #CAPACITY_OBJECTIVE};
     *     nothing if it was not looked for
     * @param throughput deliveries per second, as fast as windows let
     * @param cpuPerMessage microseconds of the broker's CPU time for a delivery, as fast as windows let; nothing if unknown. Of
     *     connecting, a delivery is a connection, here and above
     * @param cpuPerMessageAtRate the same at the fixed rate
     * @param latencyP50 milliseconds at the fixed rate; of a drain, from the moment at which everybody came back; of connecting,
     *     from the beginning of the TCP connection until CONNACK
     * @param latencyP99 the same
     * @param faults what did not pass, with the round; after one that ended a round, the system was left alone
     */
    public record SystemResult(
            String name,
            String description,
            String acknowledgementMeans,
            @Nullable Double capacityPerS,
            @Nullable Spread throughput,
            @Nullable Spread cpuPerMessage,
            @Nullable Spread cpuPerMessageAtRate,
            @Nullable Spread latencyP50,
            @Nullable Spread latencyP99,
            List<Fault> faults) {}

    /** The first system's figures divided by a peer's, round by round. */
    public record Ratios(
            Spread throughput,
            @Nullable Spread cpuPerMessage,
            @Nullable Spread cpuPerMessageAtRate,
            Spread latencyP99) {}

    /**
     * One system in one round.
     *
     * @param round from 1
     * @param generatorCores that the generator used meanwhile, as fast as windows let
     * @param latencyMs at the fixed rate; of a drain, from the moment at which everybody came back
     */
    public record Round(
            int round,
            String system,
            double throughputPerS,
            @Nullable Double cpuUsPerMessage,
            double generatorCores,
            @Nullable Double cpuUsPerMessageAtRate,
            Latency latencyMs) {}
}
