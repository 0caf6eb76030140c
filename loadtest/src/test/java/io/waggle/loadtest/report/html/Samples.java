package io.waggle.loadtest.report.html;

import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.compare.Spread;
import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.measure.Measured;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.scenario.Parameter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results like those that real runs and comparisons come to, and some that only a bad day brings. */
final class Samples {

    static final Machine MACHINE =
            new Machine("AMD EPYC 7B13", 2, 8L << 30, "Linux 6.1.0-18-amd64", "17.0.15 (Debian)");

    /** What a broker may say when it hangs up. */
    static final String HOSTILE =
            "</td><script>alert('x')</script><img src=\"https://evil.example/a.png\" onerror=alert(1)>&\u0000\u202E]]>";

    static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0);

    private static final Instant STARTED = Instant.parse("2026-11-24T17:02:52.937Z");
    private static final int STALL = 30;

    private Samples() {}

    /** A minute with a stall in its middle; passed. */
    static RunResult run() {
        return new Run().build();
    }

    /** Connections and nothing else. */
    static RunResult idle() {
        Run run = new Run();
        run.scenario = "idle";
        run.parameters = parameters(Map.of("kind", "idle", "idle-devices", "19000", "addresses", "8"));
        run.messages = 0;
        run.acked = 0;
        run.links = new Links.Sums(19_000, 0, 0, Map.of());
        run.throughput = 0;
        run.latencyOf = "nothing";
        run.latency = NONE;
        run.intervals = quiet(60);
        run.curve = List.of();
        run.cpuPerMessage = null;
        run.figures = figures(
                "heap_bytes_per_connection", 8_412.3, "rss_bytes_per_connection", 14_233, "connections", 19_000);
        return run.build();
    }

    /** A drain: over before its window, sampled once. */
    static RunResult singleInterval() {
        Run run = new Run();
        run.scenario = "offline-drain";
        run.parameters = parameters(Map.of("kind", "drain", "batch", "8", "settle", "5m"));
        run.intervals = new ArrayList<>(intervals().subList(0, 1));
        run.intervals.addAll(quiet(299));
        run.usage = usage(true).subList(0, 1);
        run.figures = figures("fill_seconds", 41.2, "drain_seconds", 0.94);
        return run.build();
    }

    /** A broker at an address, of which nothing but its messages is known. */
    static RunResult unknownBroker() {
        Run run = new Run();
        run.target = "mqtt://broker.example:1883";
        run.description = "MQTT 5 broker at broker.example:1883";
        run.means = "whatever its operator says it does";
        run.cpuPerMessage = null;
        run.rss = null;
        run.heap = null;
        run.usage = usage(false);
        return run.build();
    }

    /** Everything went wrong, and the broker says why in its own way. */
    static RunResult hostile() {
        Run run = new Run();
        run.scenario = HOSTILE;
        run.target = HOSTILE;
        run.description = HOSTILE;
        run.means = HOSTILE;
        run.latencyOf = HOSTILE;
        run.lost = 3;
        run.links = new Links.Sums(412, 31, 12, reasons());
        run.figures = figures(HOSTILE, 1, "crashes", 4);
        run.parameters = parameters(Map.of(HOSTILE, HOSTILE));
        run.faults = List.of(
                new Fault(Fault.Kind.BROKEN_PROMISE, "3 acknowledged messages were lost"),
                new Fault(Fault.Kind.INCOMPLETE, HOSTILE));
        return run.build();
    }

    /** Nothing arrived. */
    static RunResult noDeliveries() {
        Run run = new Run();
        run.acked = 0;
        run.throughput = 0;
        run.latency = NONE;
        run.curve = List.of();
        run.cpuPerMessage = null;
        run.intervals = intervals().stream()
                .map(interval -> new Measured.Interval(interval.at(), 500, 0, NONE))
                .toList();
        run.faults = List.of(new Fault(Fault.Kind.INCOMPLETE, "37500 messages were not answered"));
        return run.build();
    }

    /** The generator was too slow. */
    static RunResult behind() {
        Run run = new Run();
        run.behind = true;
        run.faults = List.of(new Fault(
                Fault.Kind.GENERATOR_BEHIND,
                "the generator fell behind: one message in a hundred was handed over 230 ms late or more"));
        return run.build();
    }

    /** Eight hours, sampled each second. */
    static RunResult soak() {
        Run run = new Run();
        run.scenario = "soak";
        List<RunResult.Usage> usage = new ArrayList<>();
        for (int second = 0; second < 28_800; second++) {
            boolean peak = second == 12_345;
            usage.add(new RunResult.Usage(second, peak ? 1.97 : 0.6, 380L << 20, 0.4));
        }
        run.usage = usage;
        run.intervals = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            run.intervals.add(new Measured.Interval(i * 48, 1000, 1000, latency(i == 123 ? 400 : 3)));
        }
        return run.build();
    }

    /** This broker and three others. */
    static Comparison comparison() {
        List<String> names = List.of("waggle", "bare-memory", "bare-file", "mosquitto");
        double[] speed = {21_400, 15_200, 9_100, 20_900};
        double[] cpu = {62, 81, 140, 24};
        double[] slow = {4.1, 2.6, 9.8, 1.1};
        List<Comparison.Round> rounds = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < names.size(); i++) {
                double luck = 1 + 0.05 * (round - 2) * (i % 2 == 0 ? 1 : -1);
                rounds.add(new Comparison.Round(
                        round,
                        names.get(i),
                        speed[i] * luck,
                        cpu[i] / luck,
                        0.61,
                        1.4 * cpu[i] / luck,
                        latency(slow[i] / luck)));
            }
        }
        List<Comparison.SystemResult> systems = new ArrayList<>();
        Map<String, Comparison.Ratios> ratios = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            systems.add(new Comparison.SystemResult(
                    names.get(i),
                    List.of("Waggle", "HiveMQ CE 2025.5", "HiveMQ CE 2025.5", "Eclipse Mosquitto 2.0.11")
                            .get(i),
                    List.of(
                                    "in every recipient device's inbox on disk, fsynced; survives SIGKILL and a power cut",
                                    "in memory; gone with the process",
                                    "written to files that are not fsynced; survives SIGKILL, not a power cut",
                                    "in memory, saved every half hour; gone with the process")
                            .get(i),
                    i < 2 ? speed[i] / 3 : null,
                    around(speed[i]),
                    around(cpu[i]),
                    around(1.4 * cpu[i]),
                    around(slow[i] / 2.4),
                    around(slow[i]),
                    List.of()));
            if (i > 0) {
                ratios.put(
                        names.get(i),
                        new Comparison.Ratios(
                                around(speed[0] / speed[i]),
                                around(cpu[0] / cpu[i]),
                                around(cpu[0] / cpu[i]),
                                around(slow[0] / slow[i])));
            }
        }
        return new Comparison(
                "chat",
                parameters(Map.of("rate", "5000", "size", "256")),
                STARTED,
                MACHINE,
                5_000.0,
                new Latency(300, 0.612, 0.9, 2.41, 5.2, 7.8),
                systems,
                ratios,
                rounds);
    }

    /** One round; a peer whose CPU time is unknown and whose latency is 0, which cannot be divided by; a fault. */
    static Comparison poorComparison() {
        Spread one = new Spread(1_000, 1_000, 1_000);
        Spread nothing = new Spread(0, 0, 0);
        Spread divided = new Spread(Double.POSITIVE_INFINITY, Double.NaN, Double.POSITIVE_INFINITY);
        String peer = "mqtt://" + HOSTILE;
        return new Comparison(
                "chat",
                parameters(Map.of()),
                STARTED,
                MACHINE,
                300.0,
                NONE,
                List.of(
                        new Comparison.SystemResult(
                                "waggle", "Waggle", "fsynced", null, one, one, null, one, one, List.of()),
                        new Comparison.SystemResult(
                                peer,
                                HOSTILE,
                                HOSTILE,
                                null,
                                one,
                                null,
                                null,
                                nothing,
                                nothing,
                                List.of(incomplete("round 1: " + HOSTILE)))),
                Map.of(peer, new Comparison.Ratios(new Spread(1, 1, 1), null, null, divided)),
                List.of(
                        new Comparison.Round(1, "waggle", 1_000, 1_000.0, 0.5, null, latency(3)),
                        new Comparison.Round(1, peer, 1_000, null, 0.5, null, NONE)));
    }

    /** A peer died in the first round, another in the second. */
    static Comparison brokenComparison() {
        Spread one = new Spread(1_000, 900, 1_100);
        return new Comparison(
                "chat",
                parameters(Map.of()),
                STARTED,
                MACHINE,
                300.0,
                NONE,
                List.of(
                        new Comparison.SystemResult(
                                "waggle", "Waggle", "fsynced", null, one, one, one, one, one, List.of()),
                        new Comparison.SystemResult(
                                "mosquitto",
                                "Mosquitto",
                                "in memory",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of(incomplete("round 1: it takes no connections: Connection refused"))),
                        new Comparison.SystemResult(
                                "bare-file",
                                "HiveMQ CE",
                                "in files",
                                null,
                                one,
                                one,
                                one,
                                one,
                                one,
                                List.of(incomplete("round 2: it takes no connections: Connection refused")))),
                Map.of("bare-file", new Comparison.Ratios(one, one, one, one)),
                List.of(
                        new Comparison.Round(1, "waggle", 1_000, 1_000.0, 0.5, 1_000.0, latency(3)),
                        new Comparison.Round(1, "bare-file", 1_000, 1_000.0, 0.5, 1_000.0, latency(3)),
                        new Comparison.Round(2, "waggle", 1_000, 1_000.0, 0.5, 1_000.0, latency(3))));
    }

    /** A drain, which has no rate. */
    static Comparison drainComparison() {
        Spread one = new Spread(100_000, 90_000, 110_000);
        Spread twice = new Spread(2, 1.9, 2.1);
        return new Comparison(
                "offline-drain",
                parameters(Map.of("kind", "drain")),
                STARTED,
                MACHINE,
                null,
                new Latency(300, 0.612, 0.9, 2.41, 5.2, 7.8),
                List.of(
                        new Comparison.SystemResult(
                                "waggle", "Waggle", "fsynced", null, one, one, null, one, one, List.of()),
                        new Comparison.SystemResult(
                                "bare-file", "HiveMQ CE", "in files", null, one, one, null, one, one, List.of())),
                Map.of("bare-file", new Comparison.Ratios(twice, twice, null, twice)),
                List.of(
                        new Comparison.Round(1, "waggle", 1_000, 1_000.0, 0.5, null, latency(3)),
                        new Comparison.Round(1, "bare-file", 1_000, 1_000.0, 0.5, null, latency(3))));
    }

    private static Fault incomplete(String text) {
        return new Fault(Fault.Kind.INCOMPLETE, text);
    }

    private static Spread around(double median) {
        return new Spread(median, median * 0.93, median * 1.06);
    }

    private static Latency latency(double p99) {
        return new Latency(5_000, p99 / 2.4, p99 / 1.4, p99, p99 * 1.9, p99 * 3.3);
    }

    private static Map<String, String> parameters(Map<String, String> changed) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Parameter parameter : Parameter.values()) {
            parameters.put(parameter.key(), parameter.byDefault());
        }
        parameters.putAll(changed);
        return parameters;
    }

    private static Map<String, Double> figures(Object... namesAndValues) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            figures.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
        }
        return figures;
    }

    private static Map<String, Long> reasons() {
        Map<String, Long> reasons = new LinkedHashMap<>();
        reasons.put("Connection reset by peer", 12L);
        reasons.put(HOSTILE, 30L);
        reasons.put("x".repeat(5_000), 1L);
        return reasons;
    }

    private static List<Measured.Interval> intervals() {
        List<Measured.Interval> intervals = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double wave = 1 + 0.25 * Math.sin(i * 1.3) + 0.1 * Math.cos(i * 2.9);
            double behind = i >= STALL && i < STALL + 3 ? 850.0 * (STALL + 3 - i) / 3 : 0;
            double delivered = i >= STALL && i < STALL + 2 ? 12 : i == STALL + 3 ? 1_470 : 500 + 14 * Math.sin(i);
            intervals.add(new Measured.Interval(i, 500, delivered, latency(5.5 * wave + behind)));
        }
        return intervals;
    }

    private static List<Measured.Interval> quiet(int count) {
        List<Measured.Interval> intervals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            intervals.add(new Measured.Interval(i, 0, 0, NONE));
        }
        return intervals;
    }

    private static List<RunResult.Usage> usage(boolean known) {
        List<RunResult.Usage> usage = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double broker = i >= STALL && i < STALL + 2 ? 0.08 : 0.72 + 0.12 * Math.sin(i * 1.7);
            long rss = (366L << 20) + i * 310_000L;
            usage.add(new RunResult.Usage(
                    i + 0.0009, known ? broker : null, known ? rss : null, 0.42 + 0.06 * Math.cos(i * 2.1)));
        }
        return usage;
    }

    private static List<Measured.Point> curve() {
        List<Measured.Point> points = new ArrayList<>();
        points.add(new Measured.Point(0, 0.778));
        for (double rest = 100; rest > 0.002; rest /= 2) {
            points.add(new Measured.Point(100 - rest * 0.75, 1.9 + 0.6 * Math.pow(100 / rest, 0.62)));
            points.add(new Measured.Point(100 - rest * 0.5, 2.1 + 0.7 * Math.pow(100 / rest, 0.62)));
        }
        points.add(new Measured.Point(100, 2_805));
        return points;
    }

    /** A run in the making: a good one until something is changed. */
    private static final class Run {
        private String scenario = "chat";
        private String target = "waggle";
        private String description = "Waggle";
        private String means = "in every recipient device's inbox on disk, fsynced; survives SIGKILL and a power cut";
        private Map<String, String> parameters =
                parameters(Map.of("rate", "500", "receipts", "read", "warm-up", "20s", "duration", "60s"));
        private long messages = 37_500;
        private long acked = 37_500;
        private long lost;
        private double throughput = 529.8;
        private String latencyOf = "delivery, from the intended time of sending";
        private Latency latency = new Latency(30_000, 2.29, 4.1, 640.6, 1_912, 2_805);
        private @Nullable Double cpuPerMessage = 1_579.84;
        private @Nullable Long rss = 384_520_192L;
        private @Nullable Long heap = 20_062_208L;
        private boolean behind;
        private Links.Sums links = new Links.Sums(200, 0, 0, Map.of());
        private Map<String, Double> figures = Map.of();
        private List<Measured.Interval> intervals = intervals();
        private List<RunResult.Usage> usage = usage(true);
        private List<Measured.Point> curve = curve();
        private List<Fault> faults = List.of();

        RunResult build() {
            Latency lag = behind ? latency(230) : latency.count() == 0 ? NONE : latency(1.6);
            return new RunResult(
                    scenario,
                    target,
                    description,
                    means,
                    parameters,
                    STARTED,
                    MACHINE,
                    messages,
                    acked,
                    0,
                    messages - acked,
                    acked - lost,
                    lost,
                    0,
                    0,
                    0,
                    14,
                    throughput,
                    latencyOf,
                    latency,
                    new RunResult.Broker(cpuPerMessage, rss, heap),
                    new RunResult.Generator(0.529, behind, lag),
                    links,
                    figures,
                    intervals,
                    usage,
                    curve,
                    faults);
        }
    }
}
