package io.waggle.loadtest.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.run.FakeBroker;
import io.waggle.loadtest.run.Misdeed;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.RunResult.Fault;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Comparisons of brokers of which some die on the way. */
class ComparerTest {

    private static final Scenario LOAD = Scenario.of(
            "test",
            Map.of(
                    "conversations", "4",
                    "warm-up", "1s",
                    "duration", "1s",
                    "settle", "1s",
                    "max-lag", "1m"));

    /** Ends a broker when a phase begins, or while it lasts. */
    private record Killer(FakeBroker victim, String when, boolean meanwhile, StringBuilder present)
            implements Progress {

        static Killer before(String when, FakeBroker victim) {
            return new Killer(victim, when, false, new StringBuilder());
        }

        static Killer during(String when, FakeBroker victim) {
            return new Killer(victim, when, true, new StringBuilder());
        }

        @Override
        public void phase(String what) {
            if (what.startsWith("round ") || what.startsWith("warming ")) {
                present.setLength(0);
                present.append(what);
            }
            if (!meanwhile && what.startsWith(when)) {
                victim.die();
            }
        }

        @Override
        public void second(long seconds, long sentPerS, long deliveredPerS, long underWay, Latency latency) {
            if (meanwhile && present.indexOf(when) == 0) {
                victim.die();
            }
        }
    }

    private record Both(Progress one, Progress other) implements Progress {

        @Override
        public void phase(String what) {
            one.phase(what);
            other.phase(what);
        }

        @Override
        public void second(long seconds, long sentPerS, long deliveredPerS, long underWay, Latency latency) {
            one.second(seconds, sentPerS, deliveredPerS, underWay, latency);
            other.second(seconds, sentPerS, deliveredPerS, underWay, latency);
        }
    }

    private static Comparison compare(int rounds, Progress progress, FakeBroker... systems) {
        return new Comparer(LOAD, List.of(systems), rounds, OptionalDouble.of(100), progress).run();
    }

    @Test
    void latencyIsMeasuredAtAThirdOfWhatTheSlowerTakesOneByOne() {
        try (FakeBroker own = new FakeBroker("own", Misdeed.NONE);
                FakeBroker peer = new FakeBroker("peer", Misdeed.NONE)) {
            Comparison comparison =
                    new Comparer(LOAD, List.of(own, peer), 1, OptionalDouble.empty(), Progress.none()).run();

            double least = comparison.systems().stream()
                    .mapToDouble(system -> Objects.requireNonNull(system.capacityPerS()))
                    .min()
                    .orElseThrow();
            assertThat(least).isPositive();
            assertThat(comparison.ratePerS()).isPositive().isLessThanOrEqualTo(least / 3);
            assertThat(comparison.rounds()).hasSize(2);
        }
    }

    private static List<Integer> rounds(Comparison comparison, String system) {
        return comparison.rounds().stream()
                .filter(round -> round.system().equals(system))
                .map(Comparison.Round::round)
                .toList();
    }

    @Test
    void aPeerThatDiesKeepsTheRoundsItDidAndCostsTheOthersNothing() {
        try (FakeBroker own = new FakeBroker("own", Misdeed.NONE);
                FakeBroker later = new FakeBroker("later", Misdeed.NONE);
                FakeBroker never = new FakeBroker("never", Misdeed.NONE)) {
            Comparison comparison = compare(
                    2,
                    new Both(Killer.before("warming up never", never), Killer.during("round 2 of 2: later", later)),
                    own,
                    later,
                    never);

            assertThat(rounds(comparison, "own")).containsExactly(1, 2);
            assertThat(rounds(comparison, "later")).containsExactly(1);
            assertThat(rounds(comparison, "never")).isEmpty();
            assertThat(comparison.ratios()).containsOnlyKeys("later");
            Spread ratio =
                    Objects.requireNonNull(comparison.ratios().get("later")).throughput();
            assertThat(ratio.median()).isEqualTo(throughput(comparison, "own") / throughput(comparison, "later"));
            assertThat(ratio.min()).isEqualTo(ratio.max());

            assertThat(comparison.systems().get(0).faults()).isEmpty();
            assertThat(comparison.systems().get(1).faults())
                    .anySatisfy(fault ->
                            assertThat(fault.text()).startsWith("round 2").contains("connections"));
            assertThat(comparison.systems().get(1).throughput()).isNotNull();
            assertThat(comparison.systems().get(2).faults())
                    .singleElement()
                    .extracting(Fault::text)
                    .asString()
                    .startsWith("warming up: it takes no connections");
            assertThat(comparison.systems().get(2).throughput()).isNull();
        }
    }

    /** In the first round. */
    private static double throughput(Comparison comparison, String system) {
        return comparison.rounds().stream()
                .filter(round -> round.round() == 1 && round.system().equals(system))
                .findAny()
                .orElseThrow()
                .throughputPerS();
    }

    @Test
    void theOneThatIsComparedEndsTheComparisonWhenItDies() {
        try (FakeBroker own = new FakeBroker("own", Misdeed.NONE);
                FakeBroker peer = new FakeBroker("peer", Misdeed.NONE)) {
            Comparison comparison = compare(5, Killer.during("round 1 of 5: own, at", own), own, peer);

            assertThat(comparison.systems().get(0).faults()).isNotEmpty();
            assertThat(comparison.ratios()).isEmpty();
            assertThat(rounds(comparison, "own")).isEmpty();
            assertThat(rounds(comparison, "peer")).containsExactly(1);
        }
    }

    @Test
    void systemsThatAreCalledTheSameAreRefused() {
        try (FakeBroker one = new FakeBroker("same", Misdeed.NONE);
                FakeBroker other = new FakeBroker("same", Misdeed.NONE)) {
            assertThatThrownBy(() -> compare(1, Progress.none(), one, other))
                    .isInstanceOf(ScenarioException.class)
                    .hasMessageContaining("same");
        }
    }
}
