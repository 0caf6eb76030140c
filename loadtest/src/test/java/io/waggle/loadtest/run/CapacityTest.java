package io.waggle.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.loadtest.broker.Brokers;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.capacity.Bound;
import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.capacity.CapacityRun;
import io.waggle.loadtest.capacity.Objective;
import io.waggle.loadtest.capacity.Outcome;
import io.waggle.loadtest.capacity.SearchPlan;
import io.waggle.loadtest.capacity.curve.Curve;
import io.waggle.loadtest.capacity.curve.CurveKind;
import io.waggle.loadtest.capacity.curve.CurvePlan;
import io.waggle.loadtest.capacity.curve.Figure;
import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole of it against a broker of which the truth is known. */
class CapacityTest {

    private static final Scenario SCENARIO =
            Scenario.of("test", Map.of("conversations", "10", "warm-up", "1s", "window", "32", "max-lag", "10s"));

    private final List<String> said = new ArrayList<>();

    private Capacity capacity(FakeBroker broker, SearchPlan plan, CurveKind... curves) {
        Duration step = Duration.ofSeconds(1);
        return new CapacityRun(
                        SCENARIO,
                        only(broker),
                        Objective.parse("p90=300ms"),
                        plan,
                        step,
                        new CurvePlan(List.of(curves), 100, step, step, 1, 0.001, 1.5),
                        Progress.none(),
                        said::add)
                .run();
    }

    private static Brokers only(FakeBroker broker) {
        return new Brokers() {
            @Override
            public Target open(Map<String, String> settings) {
                return broker;
            }

            @Override
            public boolean areStartedHere() {
                return false;
            }
        };
    }

    @Test
    void findsWhatABrokerCarries() {
        try (FakeBroker broker = FakeBroker.carrying(600)) {
            Capacity capacity = capacity(broker, new SearchPlan(400, 100_000, 1));

            assertThat(capacity.search().ratePerS()).isEqualTo(400);
            assertThat(capacity.search().nextRatePerS()).isEqualTo(800);
            assertThat(capacity.search().bound()).isEqualTo(Bound.BROKER);
            assertThat(capacity.search().confirmed()).isTrue();
            assertThat(said).anyMatch(line -> line.contains("400 messages/s hold p90 <= 300 ms. 800 do not."));
        }
    }

    @Test
    void measuresWhatItCanAndSaysWhatItCannot() {
        try (FakeBroker broker = new FakeBroker(Misdeed.NONE)) {
            Capacity capacity = capacity(
                    broker, new SearchPlan(100, 100, 1), CurveKind.CONNECTIONS, CurveKind.DEPTH, CurveKind.STORED);

            assertThat(capacity.search().bound()).isEqualTo(Bound.CAP);
            assertThat(capacity.search().steps()).allMatch(step -> step.outcome() == Outcome.HELD);
            Curve connections = capacity.curves().get(0);
            assertThat(connections.points()).extracting(Curve.Point::value).containsExactly(1L, 5L);
            assertThat(connections.points())
                    .allSatisfy(point -> assertThat(point.figures())
                            .containsKey(Figure.LATENCY_P99.key())
                            .doesNotContainKey(Figure.CPU_PER_DELIVERY.key()));
            assertThat(connections.verdicts())
                    .as("what the broker used is not known")
                    .isEmpty();
            assertThat(capacity.curves().get(1).notMeasured()).contains("plain MQTT");
            assertThat(capacity.curves().get(2).notMeasured()).contains("not started here");
            assertThat(capacity.hasFault(Fault.Kind.INCOMPLETE)).isFalse();
        }
    }
}
