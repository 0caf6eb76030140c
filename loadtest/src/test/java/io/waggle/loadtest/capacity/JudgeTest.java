package io.waggle.loadtest.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.measure.Measured;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.RunResult.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final Latency GOOD = new Latency(1_000, 2, 5, 20, 40, 80);
    private static final Objective OBJECTIVE = new Objective(Percentile.P99, 20);

    private static Attempt judged(RunResult result, int members) {
        return new Judge(OBJECTIVE, members).judge(100, result);
    }

    private static RunResult result(Latency latency, double delivered, List<Fault> faults) {
        List<Measured.Interval> intervals = IntStream.range(0, 10)
                .mapToObj(i -> new Measured.Interval(i, 100, i < 5 ? 100 : delivered, latency))
                .toList();
        return new RunResult(
                "test",
                "fake",
                "a fake",
                "nothing",
                Map.of(),
                Instant.EPOCH,
                Machine.here(),
                1_000,
                1_000,
                0,
                0,
                1_000,
                0,
                0,
                0,
                0,
                0,
                delivered,
                "delivery",
                latency,
                new RunResult.Broker(12.5, null, null),
                new RunResult.Generator(0.25, false, GOOD),
                new Links.Sums(2, 0, 0, Map.of()),
                Map.of(),
                intervals,
                List.of(),
                List.of(),
                faults);
    }

    @Test
    void aRunThatIsInTimeAndCompleteHolds() {
        Attempt attempt = judged(result(GOOD, 100, List.of()), 1);

        assertThat(attempt).isEqualTo(new Attempt(100, Outcome.HELD, "", 100, GOOD, 12.5, 0.25, GOOD.p99()));
    }

    @Test
    void oneThatIsLateFailsAndSaysHowLate() {
        Attempt attempt = judged(result(new Latency(1_000, 2, 5, 20.1, 40, 80), 100, List.of()), 1);

        assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempt.why()).isEqualTo("p99 was 20.1 ms");
    }

    @Test
    void oneInWhichNothingArrivesFails() {
        Attempt attempt = judged(result(new Latency(0, 0, 0, 0, 0, 0), 100, List.of()), 1);

        assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempt.why()).isEqualTo("nothing arrived");
    }

    @Test
    void aBacklogThatGrowsFailsHoweverFastTheFirstMessagesWere() {
        assertThat(judged(result(GOOD, 96, List.of()), 1).outcome()).isEqualTo(Outcome.HELD);
        assertThat(judged(result(GOOD, 90, List.of()), 1).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(judged(result(GOOD, 90, List.of()), 1).why()).contains("backlog");
    }

    @Test
    void aGroupMessageIsDueAtEachMember() {
        assertThat(judged(result(GOOD, 100, List.of()), 2).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(judged(result(GOOD, 200, List.of()), 2).outcome()).isEqualTo(Outcome.HELD);
    }

    @Test
    void whatIsWrongWithARunDecidesWhatItMeans() {
        Fault lost = new Fault(Fault.Kind.BROKEN_PROMISE, "1 lost");
        Fault behind = new Fault(Fault.Kind.GENERATOR_BEHIND, "behind");
        Fault incomplete = new Fault(Fault.Kind.INCOMPLETE, "1 refused");

        assertThat(judged(result(GOOD, 100, List.of(incomplete)), 1).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(judged(result(GOOD, 100, List.of(incomplete, behind)), 1).outcome())
                .isEqualTo(Outcome.GENERATOR_BEHIND);
        assertThat(judged(result(GOOD, 100, List.of(behind, lost)), 1).outcome())
                .isEqualTo(Outcome.BROKE_A_PROMISE);
        assertThat(judged(result(GOOD, 100, List.of(behind, lost)), 1).why()).isEqualTo("behind; 1 lost");
    }
}
