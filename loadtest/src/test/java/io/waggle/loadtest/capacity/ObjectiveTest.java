package io.waggle.loadtest.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.scenario.ScenarioException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveTest {

    private static final Latency LATENCY = new Latency(100, 1, 2, 3, 4, 5);

    @ParameterizedTest
    @CsvSource({"p50=1ms, P50, 1", "p90=2.5ms, P90, 2.5", "p99=3s, P99, 3000", "p999=4ms, P999, 4", "max=5ms, MAX, 5"})
    void readsWhatIsWritten(String text, Percentile percentile, double limit) {
        assertThat(Objective.parse(text)).isEqualTo(new Objective(percentile, limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "p99", "p99=", "p99=50", "p98=50ms", "p99=0ms", "p99=-1ms", "P99=5ms", "p99=5m"})
    void refusesOthersAndSaysWhatIsAllowed(String text) {
        assertThatThrownBy(() -> Objective.parse(text))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("p99=50ms");
    }

    @ParameterizedTest
    @CsvSource({"P50, 1", "P90, 2", "P99, 3", "P999, 4", "MAX, 5"})
    void isHeldUpToItsLimit(Percentile percentile, double limit) {
        assertThat(new Objective(percentile, limit).isHeldBy(LATENCY)).isTrue();
        assertThat(new Objective(percentile, limit - 0.01).isHeldBy(LATENCY)).isFalse();
    }

    @Test
    void isNotHeldByNothing() {
        assertThat(new Objective(Percentile.MAX, 1_000).isHeldBy(new Latency(0, 0, 0, 0, 0, 0)))
                .isFalse();
    }
}
