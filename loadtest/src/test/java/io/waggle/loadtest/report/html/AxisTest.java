package io.waggle.loadtest.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "580     | 0 200 400 600",
                "1       | 0 0.2 0.4 0.6 0.8 1",
                "0.031   | 0 0.01 0.02 0.03 0.04",
                "24000   | 0 5,000 10,000 15,000 20,000 25,000",
                "0       | 0 0.2 0.4 0.6 0.8 1"
            })
    void stepsByNiceNumbersFromZeroBeyondTheHighest(double most, String ticks) {
        assertThat(labels(Axis.fromZero(most, 5))).isEqualTo(ticks);
    }

    @ParameterizedTest
    @CsvSource({"59, 0 10 20 30 40 50", "9.01, 0 2 4 6 8", "0, 0 0.2 0.4 0.6 0.8 1"})
    void endsExactlyWhereItIsToldWithTicksWithin(double end, String ticks) {
        Axis axis = Axis.exactly(0, end, 7);

        assertThat(labels(axis)).isEqualTo(ticks);
        assertThat(axis.position(end == 0 ? 1 : end)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2      | 40       | 2 5 10 20 50",
                "0.778  | 913      | 1 10 100 1,000",
                "0.05   | 3        | 0.05 0.1 0.2 0.5 1 2 5",
                "1      | 1        | 0.5 1 2",
                "0.001  | 90000000 | 0.001 0.1 10 1,000 100,000 10,000,000"
            })
    void hasDecadesOnALogarithmicScaleAndFurtherTicksWhereThoseAreFew(double least, double most, String ticks) {
        assertThat(labels(Axis.logarithmic(least, most))).isEqualTo(ticks);
    }

    @Test
    void givesEveryDecadeTheSameRoomOnALogarithmicScale() {
        Axis axis = Axis.logarithmic(1, 1_000);

        assertThat(axis.position(10)).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(axis.position(100)).isCloseTo(2 / 3.0, within(1e-9));
    }

    @Test
    void givesEveryFurtherNineTheSameRoomOnAPercentileScale() {
        Axis axis = Axis.percentiles(99.99);

        assertThat(labels(axis)).isEqualTo("0 50 90 99 99.9 99.99");
        assertThat(axis.position(99) - axis.position(90))
                .isCloseTo(axis.position(99.9) - axis.position(99), within(1e-9));
    }

    @Test
    void putsWhatIsBeyondAnEndAtThatEnd() {
        assertThat(Axis.fromZero(10, 5).position(-3)).isZero();
        assertThat(Axis.fromZero(10, 5).position(30)).isEqualTo(1);
        assertThat(Axis.logarithmic(1, 10).position(0)).isZero();
        assertThat(Axis.percentiles(99).position(100)).isEqualTo(1);
    }

    @Test
    void refusesALogarithmOfNothing() {
        assertThatThrownBy(() -> Axis.logarithmic(0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Axis.logarithmic(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String labels(Axis axis) {
        return String.join(" ", axis.ticks().stream().map(Axis.Tick::label).toList());
    }
}
