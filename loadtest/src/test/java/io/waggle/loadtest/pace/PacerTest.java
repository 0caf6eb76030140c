package io.waggle.loadtest.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final long MS = 1_000_000;
    private static final long START = Long.MAX_VALUE - 40 * MS; // the clock's origin is arbitrary, and it may overflow

    private record Sent(long number, long at, long intended, long lag) {}

    private final ManualTimer timer = new ManualTimer(START);
    private final List<Sent> sent = new ArrayList<>();
    private int ends;

    private Pacer pacer(double perSecond, int first, int step, long millis) {
        return new Pacer(
                new Schedule(START, perSecond),
                timer,
                first,
                step,
                START + millis * MS,
                (number, intended, lag) -> sent.add(new Sent(number, timer.now() - START, intended - START, lag)),
                () -> ends++);
    }

    @Test
    void sendsEachMessageWhenItIsMeantToBeSent() {
        pacer(100, 0, 1, 50).start();
        timer.pass(1_000 * MS);

        assertThat(sent).extracting(Sent::at).containsExactly(0L, 10 * MS, 20 * MS, 30 * MS, 40 * MS);
        assertThat(sent).extracting(Sent::lag).containsOnly(0L);
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void afterAStallOfItsOwnSendsEverythingThatIsDueWithTheTimesItWasMeantToBeSent() {
        pacer(100, 0, 1, 100).start();
        timer.pass(15 * MS);
        timer.stall(40 * MS);
        timer.pass(10 * MS);

        assertThat(sent)
                .containsExactly(
                        new Sent(0, 0, 0, 0),
                        new Sent(1, 10 * MS, 10 * MS, 0),
                        new Sent(2, 55 * MS, 20 * MS, 35 * MS),
                        new Sent(3, 55 * MS, 30 * MS, 25 * MS),
                        new Sent(4, 55 * MS, 40 * MS, 15 * MS),
                        new Sent(5, 55 * MS, 50 * MS, 5 * MS),
                        new Sent(6, 60 * MS, 60 * MS, 0));
    }

    @Test
    void aLateStartIsLagAndNotAShorterRun() {
        Pacer pacer = pacer(1_000, 0, 1, 10);
        timer.stall(100 * MS);
        pacer.start();

        assertThat(sent)
                .hasSize(10)
                .extracting(Sent::intended)
                .isEqualTo(LongStream.range(0, 10).mapToObj(i -> i * MS).toList());
        assertThat(sent.get(0).lag()).isEqualTo(100 * MS);
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void severalPacersShareASchedule() {
        pacer(100, 1, 3, 90).start();
        timer.pass(1_000 * MS);

        assertThat(sent).extracting(Sent::number).containsExactly(1L, 4L, 7L);
        assertThat(sent).extracting(Sent::at).containsExactly(10 * MS, 40 * MS, 70 * MS);
    }

    @Test
    void stopsWhenItIsTold() {
        Pacer pacer = pacer(100, 0, 1, 100);
        pacer.start();
        timer.pass(25 * MS);
        pacer.stop();
        pacer.stop();
        timer.pass(1_000 * MS);

        assertThat(sent).hasSize(3);
        assertThat(ends).isEqualTo(1);
    }

    @Test
    void roundingDoesNotAddUp() {
        Schedule schedule = new Schedule(0, 3);

        assertThat(schedule.intended(3_000_000)).isEqualTo(1_000_000L * 1_000 * MS);
        assertThat(schedule.intended(1)).isEqualTo(333_333_333);
    }

    @Test
    void refusesARateThatIsNone() {
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Schedule(0, rate))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Double.toString(rate));
        }
    }
}
