package io.waggle.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The instrument against a broker that misbehaves: it catches what the broker does, all of it and nothing else. */
class InstrumentTest {

    private static final Map<String, String> LOAD = Map.of(
            "conversations", "10",
            "rate", "500",
            "warm-up", "0s",
            "duration", "2s",
            "settle", "1s",
            "max-lag", "10s");

    private static RunResult run(FakeBroker broker, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(LOAD);
        settings.putAll(more);
        return Runs.run(Scenario.of("test", settings), broker, Progress.none());
    }

    private static long count(RunResult result, Misdeed misdeed) {
        return switch (misdeed) {
            case LOSES -> result.lost();
            case REPEATS -> result.duplicated();
            case REORDERS -> result.reordered();
            case KEEPS_SILENT -> result.unanswered();
            case REFUSES -> result.refused();
            case INVENTS -> result.foreign();
            case HANGS_UP -> result.connections().lost();
            default -> 0;
        };
    }

    @Test
    void aBrokerThatDoesItsJobPasses() {
        try (FakeBroker broker = new FakeBroker(Misdeed.NONE)) {
            RunResult result = run(broker, Map.of());

            assertThat(result.faults()).isEmpty();
            assertThat(result.sent()).isEqualTo(1_000);
            assertThat(result.acked()).isEqualTo(1_000);
            assertThat(result.delivered()).isEqualTo(1_000);
            assertThat(result.latencyMs().count()).as("no sample is dropped").isEqualTo(1_000);
            assertThat(result.connections().opened()).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOSES, BROKEN_PROMISE",
        "REPEATS, BROKEN_PROMISE",
        "REORDERS, BROKEN_PROMISE",
        "INVENTS, BROKEN_PROMISE",
        "KEEPS_SILENT, INCOMPLETE",
        "REFUSES, INCOMPLETE",
        "HANGS_UP, INCOMPLETE"
    })
    void everyMisdeedIsCaughtAndCounted(Misdeed misdeed, Fault.Kind kind) {
        try (FakeBroker broker = new FakeBroker(misdeed)) {
            // a window that silence cannot fill
            RunResult result = run(broker, Map.of("window", "32"));

            assertThat(broker.mistreated()).isPositive();
            assertThat(count(result, misdeed)).isEqualTo(broker.mistreated());
            for (Misdeed other : Misdeed.values()) {
                if (other != misdeed && !(misdeed == Misdeed.HANGS_UP && other == Misdeed.LOSES)) {
                    assertThat(count(result, other)).as(other.name()).isZero();
                }
            }
            assertThat(result.faults()).extracting(Fault::kind).contains(kind);
        }
    }

    @Test
    void aStallCountsForEveryMessageThatWasDueMeanwhile() {
        try (FakeBroker broker = new FakeBroker(Misdeed.STALLS)) {
            RunResult result = run(broker, Map.of());

            double stall = FakeBroker.STALL.toMillis();
            assertThat(result.delivered()).isEqualTo(1_000);
            assertThat(result.latencyMs().max()).isGreaterThanOrEqualTo(0.99 * stall);
            assertThat(result.latencyMs().p90())
                    .as("half of all messages were due during the stall, and waited for up to all of it")
                    .isGreaterThan(0.5 * stall);
            assertThat(result.generator().behind())
                    .as("that is the broker's fault")
                    .isFalse();
        }
    }

    @Test
    void aGeneratorThatCannotKeepUpFailsTheRun() {
        try (FakeBroker broker = new FakeBroker(Misdeed.NONE)) {
            RunResult result = run(
                    broker,
                    Map.of(
                            "rate",
                            "1000000",
                            "duration",
                            "1s",
                            "settle",
                            "1s",
                            "max-lag",
                            "1ms",
                            "conversations",
                            "500"));

            assertThat(result.generator().behind()).isTrue();
            assertThat(result.faults()).extracting(Fault::kind).contains(Fault.Kind.GENERATOR_BEHIND);
        }
    }

    @Test
    void withoutARateItSendsAsFastAsWindowsLet() {
        try (FakeBroker broker = new FakeBroker(Misdeed.NONE)) {
            RunResult result = run(broker, Map.of("rate", "0", "duration", "1s"));

            assertThat(result.faults()).isEmpty();
            assertThat(result.sent()).isGreaterThan(1_000);
            assertThat(result.delivered()).isEqualTo(result.sent());
            assertThat(result.throughputPerS()).isGreaterThan(1_000);
        }
    }

    @Test
    void aMessageToAGroupCountsForEachMember() {
        try (FakeBroker broker = new FakeBroker(Misdeed.NONE)) {
            RunResult result = run(broker, Map.of("conversations", "3", "members", "5", "devices", "7", "rate", "100"));

            assertThat(result.faults()).isEmpty();
            assertThat(result.sent()).isEqualTo(200);
            assertThat(result.delivered()).isEqualTo(1_000);
        }
    }

    @Test
    void everyConnectThatIsAcceptedIsMeasured() {
        try (FakeBroker broker = new FakeBroker(Misdeed.NONE)) {
            RunResult result = run(broker, Map.of("kind", "connect", "connecting", "4"));

            assertThat(result.faults()).isEmpty();
            assertThat(result.connections().opened()).isPositive();
            assertThat(result.latencyMs().count())
                    .isBetween(1L, result.connections().opened());
            assertThat(result.throughputPerS()).isPositive();
            assertThat(result.sent()).isZero();
        }
    }

    @Test
    void aBrokerThatTakesNoConnectionsHasNoResult() {
        FakeBroker broker = new FakeBroker(Misdeed.NONE);
        broker.close();

        assertThatThrownBy(() -> run(broker, Map.of("kind", "connect", "connecting", "4")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no device could connect")
                .hasMessageContaining("refused");
    }

    @Test
    void halfOfThoseThatConnectInTurnWait() {
        try (FakeBroker broker = new FakeBroker(Misdeed.NONE)) {
            assertThatThrownBy(() -> run(broker, Map.of("kind", "connect", "connecting", "11")))
                    .isInstanceOf(ScenarioException.class)
                    .hasMessageContaining("20 devices");
        }
    }

    @Test
    void afterAStormEverybodyIsWrittenToAndAwaited() {
        try (FakeBroker broker = new FakeBroker(Misdeed.NONE)) {
            RunResult result = run(broker, Map.of("kind", "storm", "waiting", "20", "settle", "20s"));

            assertThat(result.faults()).isEmpty();
            assertThat(result.connections().opened()).isEqualTo(40);
            assertThat(result.latencyMs().count()).as("returns").isEqualTo(20);
            assertThat(result.sent()).isEqualTo(200);
            assertThat(result.acked()).isEqualTo(200);
            assertThat(result.delivered()).isEqualTo(200);
        }
    }
}
