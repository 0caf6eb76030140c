package io.waggle.loadtest.capacity;

import io.waggle.loadtest.capacity.curve.Curve;
import io.waggle.loadtest.capacity.curve.CurveKind;
import io.waggle.loadtest.capacity.curve.Figure;
import io.waggle.loadtest.capacity.curve.Flatness;
import io.waggle.loadtest.compare.Spread;
import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.run.RunResult.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Capacities like those that real searches come to, and one that only a bad day brings. */
public final class CapacitySamples {

    private static final Machine MACHINE =
            new Machine("AMD EPYC 7B13", 2, 8L << 30, "Linux 6.1.0-18-amd64", "17.0.15 (Debian)");

    private CapacitySamples() {}

    /** A broker whose limit was found; one curve grows, one could not be measured. */
    public static Capacity found() {
        List<Step> steps = List.of(
                held(1_000, 6.1),
                held(2_000, 8.4),
                held(4_000, 11.2),
                failed(8_000, 1_840),
                Step.of(5_660, false, List.of(attempt(5_660, Outcome.FAILED, 66), attempt(5_660, Outcome.HELD, 31))),
                failed(6_730, 412),
                held(6_170, 44),
                Step.of(6_450, false, List.of(behind(6_450), attempt(6_450, Outcome.FAILED, 77))),
                Step.of(6_170, true, List.of(attempt(6_170, Outcome.HELD, 41))));
        return capacity(
                "waggle",
                "Waggle",
                new Found(6_170, Bound.BROKER, 6_450.0, true, steps),
                List.of(
                        curve(CurveKind.CONNECTIONS, Figure.CPU_PER_DELIVERY, 1.04, 100, 1_000, 5_000),
                        depth(),
                        curve(CurveKind.GROUP, Figure.CPU_PER_DELIVERY, 0.3, 1, 10, 100, 1_000),
                        curve(CurveKind.STORED, Figure.CPU_PER_DELIVERY, 2.6, 0, 100_000_000, 1_000_000_000)));
    }

    /** The generator's limit, on a broker of which nothing but its messages is known. */
    public static Capacity behind() {
        return capacity(
                "broker.example:1883",
                "an MQTT broker at broker.example:1883",
                new Found(
                        4_000,
                        Bound.GENERATOR,
                        8_000.0,
                        true,
                        List.of(
                                held(4_000, 3),
                                Step.of(8_000, false, List.of(behind(8_000), behind(8_000))),
                                held(4_000, 4))),
                List.of(
                        unknown(),
                        new Curve(
                                "depth",
                                "messages waiting",
                                "",
                                "plain MQTT cannot",
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of())));
    }

    /**
     * Nothing held, and the broker says why in its own way.
     *
     * @param hostile what it says
     */
    public static Capacity hostile(String hostile) {
        Latency none = new Latency(0, 0, 0, 0, 0, 0);
        Attempt broken = new Attempt(10, Outcome.BROKE_A_PROMISE, hostile, 0, none, null, 0.1, 0);
        return capacity(
                hostile,
                hostile,
                new Found(0, Bound.NOTHING_HELD, 10.0, false, List.of(Step.of(10, false, List.of(broken)))),
                List.of(
                        new Curve(
                                "stored",
                                hostile,
                                hostile,
                                hostile,
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(new Fault(Fault.Kind.INCOMPLETE, hostile))),
                        new Curve(
                                "group",
                                hostile,
                                hostile,
                                "",
                                List.of(new Curve.Point(1, Map.of())),
                                List.of(),
                                List.of(),
                                List.of(new Fault(Fault.Kind.INCOMPLETE, hostile)))));
    }

    private static Capacity capacity(String target, String description, Found found, List<Curve> curves) {
        return new Capacity(
                "chat",
                target,
                description,
                "in every recipient device's inbox on disk, fsynced",
                Map.of("rate", "2000", "conversations", "100"),
                Instant.parse("2026-11-24T17:02:52.937Z"),
                MACHINE,
                new Objective(Percentile.P99, 50),
                new SearchPlan(1_000, 1_000_000, 0.05),
                21_148,
                found,
                curves);
    }

    private static Step held(double rate, double p99) {
        return Step.of(rate, false, List.of(attempt(rate, Outcome.HELD, p99)));
    }

    private static Step failed(double rate, double p99) {
        return Step.of(
                rate, false, List.of(attempt(rate, Outcome.FAILED, p99), attempt(rate, Outcome.FAILED, p99 * 0.8)));
    }

    private static Attempt behind(double rate) {
        return attempt(rate, Outcome.GENERATOR_BEHIND, 900);
    }

    private static Attempt attempt(double rate, Outcome outcome, double p99) {
        return new Attempt(
                rate,
                outcome,
                outcome == Outcome.HELD ? "" : "p99 was " + p99 + " ms",
                rate,
                new Latency(60_000, p99 / 3, p99 / 2, p99, p99 * 1.3, p99 * 2),
                64.2,
                0.4,
                1.7);
    }

    private static Curve curve(CurveKind kind, Figure figure, double growth, long... values) {
        List<Curve.Point> points = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            double cost = 60 * Math.pow(growth, (double) i / (values.length - 1));
            points.add(new Curve.Point(
                    values[i],
                    Map.of(
                            figure.key(), around(cost),
                            Figure.LATENCY_P50.key(), around(1.9),
                            Figure.LATENCY_P99.key(), around(9.3),
                            Figure.HEAP.key(), around(19_000_000),
                            Figure.RSS.key(), around(402_000_000))));
        }
        long last = values[values.length - 1];
        return new Curve(
                kind.key(),
                kind.unit(),
                "1,000 deliveries/s of 256 bytes",
                "",
                points,
                List.of(new Flatness(figure.key(), values[0], last, around(growth), 1.5)),
                List.of(new Curve.Round(1, values[0], Map.of(figure.key(), 60.0))),
                List.of());
    }

    private static Curve depth() {
        List<Curve.Point> points = new ArrayList<>();
        for (long value : new long[] {1, 1_000, 1_000_000}) {
            Map<String, Spread> figures = new LinkedHashMap<>();
            figures.put(Figure.CPU_PER_APPEND.key(), around(40));
            figures.put(Figure.CPU_PER_DRAINED.key(), around(22));
            if (value > 1_000) {
                figures.put(Figure.CPU_PER_EMPTIED.key(), around(6));
                figures.put(Figure.EMPTIED_PER_SECOND.key(), around(120_000));
            }
            points.add(new Curve.Point(value, figures));
        }
        return new Curve(
                "depth",
                CurveKind.DEPTH.unit(),
                "one sender appends",
                "",
                points,
                List.of(
                        new Flatness(Figure.CPU_PER_APPEND.key(), 1, 1_000_000, around(1), 1.5),
                        new Flatness(Figure.CPU_PER_DRAINED.key(), 1, 1_000_000, around(1), 1.5)),
                List.of(),
                List.of());
    }

    private static Curve unknown() {
        Map<String, Spread> figures = Map.of(Figure.LATENCY_P50.key(), around(2), Figure.LATENCY_P99.key(), around(9));
        return new Curve(
                "connections",
                CurveKind.CONNECTIONS.unit(),
                "1,000 deliveries/s",
                "",
                List.of(new Curve.Point(100, figures), new Curve.Point(1_000, figures)),
                List.of(),
                List.of(),
                List.of());
    }

    private static Spread around(double median) {
        return new Spread(median, median * 0.93, median * 1.06);
    }
}
