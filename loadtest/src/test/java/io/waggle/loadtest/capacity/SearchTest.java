package io.waggle.loadtest.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.scenario.ScenarioException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The search against functions that take the broker's place. */
class SearchTest {

    private static final Latency SOME = new Latency(1, 1, 1, 1, 1, 1);

    private final List<Double> tried = new ArrayList<>();

    private Found search(SearchPlan plan, DoubleFunction<Outcome> system) {
        return new Search(
                        plan,
                        rate -> {
                            tried.add(rate);
                            return new Attempt(rate, system.apply(rate), "", rate, SOME, null, 0, 0);
                        },
                        step -> {})
                .run();
    }

    private static SearchPlan plan(double from) {
        return new SearchPlan(from, 1_000_000, 0.05);
    }

    private static Outcome upTo(double capacity, double rate) {
        return rate <= capacity ? Outcome.HELD : Outcome.FAILED;
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 3, 999, 1_000, 1_001, 7_300, 63_999, 999_999})
    void findsTheHighestRateThatHoldsAsExactlyAsItIsToldTo(double capacity) {
        Found found = search(plan(1_000), rate -> upTo(capacity, rate));

        assertThat(found.bound()).isEqualTo(Bound.BROKER);
        assertThat(found.confirmed()).isTrue();
        assertThat(found.ratePerS()).isLessThanOrEqualTo(capacity);
        assertThat(found.nextRatePerS()).isGreaterThan(capacity);
        assertThat(found.nextRatePerS()).isLessThanOrEqualTo(1.05 * found.ratePerS());
    }

    @Test
    void triesWhatItFoundAgainAtTheEnd() {
        Found found = search(plan(1_000), rate -> upTo(7_300, rate));

        Step last = found.steps().get(found.steps().size() - 1);
        assertThat(last.confirming()).isTrue();
        assertThat(last.ratePerS()).isEqualTo(found.ratePerS());
        assertThat(found.steps()).filteredOn(Step::confirming).hasSize(1);
        assertThat(found.decisive()).contains(last);
    }

    @Test
    void stopsAtTheCapWhereEverythingHolds() {
        Found found = search(new SearchPlan(1_000, 25_000, 0.05), rate -> Outcome.HELD);

        assertThat(found.ratePerS()).isEqualTo(25_000);
        assertThat(found.bound()).isEqualTo(Bound.CAP);
        assertThat(found.nextRatePerS()).isNull();
        assertThat(tried).containsExactly(1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0, 25_000.0, 25_000.0);
    }

    @Test
    void saysThatNothingHeldAfterItLookedFarBelow() {
        Found found = search(plan(1_024), rate -> Outcome.FAILED);

        assertThat(found.ratePerS()).isZero();
        assertThat(found.bound()).isEqualTo(Bound.NOTHING_HELD);
        assertThat(found.confirmed()).isFalse();
        assertThat(found.decisive()).isEmpty();
        assertThat(found.nextRatePerS()).isLessThan(3);
    }

    @Test
    void doesNotTakeTheGeneratorsLimitForTheBrokers() {
        Found found = search(plan(1_000), rate -> rate <= 5_000 ? Outcome.HELD : Outcome.GENERATOR_BEHIND);

        assertThat(found.bound()).isEqualTo(Bound.GENERATOR);
        assertThat(found.ratePerS()).isBetween(4_700.0, 5_000.0);
    }

    @Test
    void knowsNothingIfTheGeneratorIsAlwaysBehind() {
        Found found = search(plan(1_000), rate -> Outcome.GENERATOR_BEHIND);

        assertThat(found.bound()).isEqualTo(Bound.GENERATOR);
        assertThat(found.ratePerS()).isZero();
    }

    @Test
    void findsTheBrokersLimitBelowTheGenerators() {
        Found found = search(
                plan(1_000),
                rate -> rate <= 3_000 ? Outcome.HELD : rate <= 5_000 ? Outcome.FAILED : Outcome.GENERATOR_BEHIND);

        assertThat(found.bound()).isEqualTo(Bound.BROKER);
        assertThat(found.ratePerS()).isBetween(2_850.0, 3_000.0);
    }

    @Test
    void triesWhatDoesNotHoldOnceMore() {
        Set<Double> seen = new HashSet<>();

        Found found = search(plan(1_000), rate -> seen.add(rate) ? Outcome.FAILED : upTo(7_300, rate));

        assertThat(found.ratePerS()).isBetween(6_950.0, 7_300.0);
        assertThat(found.bound()).isEqualTo(Bound.BROKER);
        assertThat(found.steps())
                .allSatisfy(step -> assertThat(step.attempts().size()).isLessThanOrEqualTo(2));
        assertThat(found.steps())
                .filteredOn(step -> !step.holds())
                .allSatisfy(step -> assertThat(step.attempts()).hasSize(2));
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, HELD, HELD",
        "FAILED, FAILED, FAILED",
        "FAILED, GENERATOR_BEHIND, FAILED",
        "GENERATOR_BEHIND, FAILED, FAILED",
        "GENERATOR_BEHIND, HELD, HELD",
        "GENERATOR_BEHIND, GENERATOR_BEHIND, GENERATOR_BEHIND",
        "FAILED, BROKE_A_PROMISE, BROKE_A_PROMISE"
    })
    void aStepIsWhatItsAttemptsSay(Outcome first, Outcome second, Outcome step) {
        Found found = search(new SearchPlan(100, 100, 0.05), rate -> tried.size() == 1 ? first : second);

        assertThat(found.steps().get(0).outcome()).isEqualTo(step);
        assertThat(found.steps().get(0).telling().outcome()).isEqualTo(step);
    }

    @Test
    void aBrokenPromiseIsNoNoise() {
        Found found =
                search(plan(1_000), rate -> rate > 1_500 && tried.size() == 2 ? Outcome.BROKE_A_PROMISE : Outcome.HELD);

        assertThat(found.steps().get(1).attempts()).hasSize(1);
        assertThat(found.brokeAPromise()).isTrue();
        assertThat(found.ratePerS()).isLessThan(2_000);
    }

    @Test
    void goesOnBelowARateThatFailsWhenItIsTriedAgain() {
        boolean[] confirming = {false};
        Found found = search(plan(1_000), rate -> {
            confirming[0] |= tried.indexOf(rate) < tried.size() - 1 && rate < 7_300;
            return upTo(confirming[0] ? 6_500 : 7_300, rate);
        });

        assertThat(found.confirmed()).isTrue();
        assertThat(found.ratePerS()).isBetween(6_150.0, 6_500.0);
        assertThat(found.steps()).filteredOn(Step::confirming).hasSizeGreaterThan(1);
    }

    @Test
    void saysSoIfNothingCanBeConfirmed() {
        Set<Double> seen = new HashSet<>();

        Found found = search(plan(1_000), rate -> rate < 7_300 && seen.add(rate) ? Outcome.HELD : Outcome.FAILED);

        assertThat(found.confirmed()).isFalse();
        assertThat(found.steps()).filteredOn(Step::confirming).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void endsAndNeverFindsTooMuchOnANoisyMachine(long seed) {
        SplittableRandom noise = new SplittableRandom(seed);

        Found found = search(plan(1_000), rate -> noise.nextInt(4) == 0 ? Outcome.FAILED : upTo(20_000, rate));

        assertThat(found.ratePerS()).as("seed " + seed).isBetween(1.0, 20_000.0);
        assertThat(tried).as("seed " + seed).hasSizeLessThan(70);
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 0.05", "11, 10, 0.05", "1, 1000001, 0.05", "1, 10, 0.009", "1, 10, 1.1", "NaN, 10, 0.05"})
    void aPlanThatIsNotAllowedIsSaidSo(double from, double to, double resolution) {
        assertThatThrownBy(() -> new SearchPlan(from, to, resolution)).isInstanceOf(ScenarioException.class);
    }
}
