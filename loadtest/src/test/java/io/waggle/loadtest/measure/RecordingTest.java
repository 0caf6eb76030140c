package io.waggle.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordingTest {

    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final long START = -5 * SECOND;

    private final Window window = Window.of(START, Duration.ofSeconds(3));
    private final Recording recording = new Recording(window);

    private Measured measured() {
        return Recording.sum(window, List.of(recording));
    }

    @Test
    void aStallCountsForEveryMessageThatWasMeantToBeSentMeanwhile() {
        for (int i = 0; i < 300; i++) {
            long intended = START + 10L * i * MS;
            long stallEnd = START + 2 * SECOND;
            boolean stalled = intended >= START + SECOND && intended < stallEnd;
            recording.sent(intended, 0);
            recording.delivered(intended, stalled ? stallEnd : intended + MS);
        }

        Measured measured = measured();
        assertThat(measured.latency().count()).isEqualTo(300);
        assertThat(measured.latency().p50()).isEqualTo(1, within(0.01));
        assertThat(measured.latency().p90()).as("a third waited 0 to 1 s").isBetween(650.0, 750.0);
        assertThat(measured.latency().max()).isEqualTo(1_000, within(1.0));
        assertThat(measured.intervals().get(1).latency().p50()).isBetween(480.0, 520.0);
        assertThat(measured.intervals().get(2).delivered())
                .as("what the stall held back arrives in the next interval")
                .isEqualTo(200);
    }

    @Test
    void aMessageOfTheWindowCountsHoweverLateItArrives() {
        recording.delivered(START + SECOND, START + 60 * SECOND);

        assertThat(measured().latency().max()).isEqualTo(59_000, within(60.0));
        assertThat(measured().delivered())
                .as("but not as a delivery of the window")
                .isZero();
    }

    @Test
    void theWarmUpDoesNotCount() {
        recording.sent(START - 1, 7);
        recording.delivered(START - 1, START + MS);
        recording.sent(START + 3 * SECOND, 7);
        recording.delivered(START + 3 * SECOND, START + 3 * SECOND + MS);

        assertThat(measured().latency().count()).isZero();
        assertThat(measured().lag().count()).isZero();
        assertThat(measured().delivered()).as("arrived within the window").isEqualTo(1);
        assertThat(measured().intervals()).extracting(Measured.Interval::sent).containsOnly(0.0);
    }

    @Test
    void threadsAreAddedUp() {
        Recording other = new Recording(window);
        recording.delivered(START, START + MS);
        other.delivered(START, START + 3 * MS);

        Measured both = Recording.sum(window, List.of(recording, other));
        assertThat(both.latency().count()).isEqualTo(2);
        assertThat(both.latency().max()).isEqualTo(3, within(0.01));
        assertThat(both.intervals().get(0).delivered()).isEqualTo(2);
    }

    @Test
    void aLongRunHasAtMostSixHundredIntervals() {
        assertThat(Window.of(0, Duration.ofHours(8)).intervals()).isBetween(550, 600);
        assertThat(Window.of(0, Duration.ofMinutes(10)).intervals()).isEqualTo(600);
        assertThat(Window.of(0, Duration.ofMillis(1_500)).intervals()).isEqualTo(2);
        assertThat(Window.of(0, Duration.ofMillis(1_500)).secondsOf(1)).isEqualTo(0.5);
    }
}
