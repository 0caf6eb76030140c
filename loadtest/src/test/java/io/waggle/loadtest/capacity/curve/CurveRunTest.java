package io.waggle.loadtest.capacity.curve;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.loadtest.compare.Spread;
import io.waggle.loadtest.run.RunResult.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Curves over something that is no broker. */
class CurveRunTest {

    private static final long FAULTY = 13;

    private final List<String> done = new ArrayList<>();

    private Curve curve(int rounds, List<Long> points, LongToDoubleFunction cost) {
        Subject subject = new Subject() {
            @Override
            public CurveKind kind() {
                return CurveKind.CONNECTIONS;
            }

            @Override
            public String how() {
                return "somehow";
            }

            @Override
            public List<Long> points() {
                return points;
            }

            @Override
            public List<Figure> judged() {
                return List.of(Figure.CPU_PER_DELIVERY);
            }

            @Override
            public void prepare() {
                done.add("prepare");
            }

            @Override
            public Sample measure(long point) {
                done.add(Long.toString(point));
                double figure = cost.applyAsDouble(point);
                if (point == FAULTY) {
                    throw new IllegalStateException("bad luck");
                }
                return new Sample(point, Map.of(Figure.CPU_PER_DELIVERY.key(), figure), List.of());
            }

            @Override
            public List<Sample> conclude() {
                done.add("conclude");
                return List.of(new Sample(
                        points.get(0),
                        Map.of(Figure.EMPTIED_PER_SECOND.key(), 7.0),
                        List.of(new Fault(Fault.Kind.BROKEN_PROMISE, "1 lost"))));
            }

            @Override
            public void close() {
                done.add("close");
            }
        };
        return new CurveRun(subject, rounds, 1.5, line -> {}).run();
    }

    @Test
    void goesForwardAndBackwardAfterItWarmedUp() {
        curve(3, List.of(1L, 2L, 3L), point -> 1);

        assertThat(done).containsExactly("prepare", "1", "1", "2", "3", "3", "2", "1", "1", "2", "3", "conclude");
    }

    @Test
    void whatWasMeasuredWhileItWarmedUpDoesNotCount() {
        Curve curve = curve(1, List.of(1L, 2L), point -> done.size() == 2 ? 1_000 : 10);

        assertThat(curve.points().get(0).figures().get(Figure.CPU_PER_DELIVERY.key()))
                .isEqualTo(new Spread(10, 10, 10));
    }

    @Test
    void aDriftThatIsTheMachinesDoesNotLookLikeGrowth() {
        Curve curve = curve(2, List.of(1L, 2L, 3L), point -> 10 * Math.pow(1.2, done.size()));

        Flatness verdict = curve.verdicts().get(0);
        assertThat(verdict.ratio().max()).isGreaterThan(1.4);
        assertThat(verdict.ratio().median()).isBetween(0.9, 1.1);
        assertThat(verdict.isFlat()).isTrue();
    }

    @Test
    void growthIsSaidInNumbers() {
        Curve curve = curve(2, List.of(100L, 1_000L, 5_000L), point -> point / 50.0);

        Flatness verdict = curve.verdicts().get(0);
        assertThat(verdict.ratio()).isEqualTo(new Spread(50, 50, 50));
        assertThat(verdict.isFlat()).isFalse();
        assertThat(CurveWords.verdict(CurveKind.CONNECTIONS, verdict))
                .isEqualTo("NOT FLAT: CPU per delivery at 5,000 idle connections costs 50.00 times what it does at 100"
                        + " (50.00-50.00); flat would be up to 1.50");
    }

    @Test
    void aPointThatCannotBeMeasuredIsAFaultAndTheOthersAreMeasured() {
        Curve curve = curve(2, List.of(1L, FAULTY, 20L), point -> 10);

        assertThat(curve.faults())
                .extracting(Fault::text)
                .contains(
                        "connections, round 1 of 2, 13 idle connections: not measured: bad luck",
                        "connections, round 2 of 2, 13 idle connections: not measured: bad luck");
        assertThat(curve.points().get(1).figures()).isEmpty();
        assertThat(curve.verdicts()).hasSize(1);
    }

    @Test
    void whatIsMeasuredAtTheEndIsAFigureOfItsPoint() {
        Curve curve = curve(1, List.of(1L, 2L), point -> 10);

        assertThat(curve.points().get(0).figures().get(Figure.EMPTIED_PER_SECOND.key()))
                .isEqualTo(new Spread(7, 7, 7));
        assertThat(curve.faults())
                .containsExactly(
                        new Fault(Fault.Kind.BROKEN_PROMISE, "connections, at the end, 1 idle connections: 1 lost"));
    }

    @Test
    void aSinglePointHasNoVerdict() {
        assertThat(curve(1, List.of(1L), point -> 10).verdicts()).isEmpty();
    }

    @Test
    void pointsAreScaledWithinWhatCanBeMeasured() {
        assertThat(CurveKind.GROUP.points(10)).containsExactly(10L, 100L, 1_000L);
        assertThat(CurveKind.GROUP.points(0.01)).containsExactly(1L, 10L);
        assertThat(CurveKind.STORED.points(0.5)).containsExactly(0L, 50_000_000L, 500_000_000L);
        assertThat(CurveKind.DEPTH.points(1)).containsExactly(1L, 1_000L, 1_000_000L);
    }
}
