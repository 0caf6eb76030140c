package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Missed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RecentTest {

    private final Recent recent = new Recent(10);

    @Test
    void answersOnlyForWhatItHoldsCompletely() {
        fill(11, 13);

        assertThat(sequences(10, 13)).contains(List.of(11L, 12L, 13L));
        assertThat(sequences(11, 12)).contains(List.of(12L));
        assertThat(sequences(13, 20)).contains(List.of());
        assertThat(sequences(9, 13)).as("something may wait at 10").isEmpty();
    }

    @Test
    void letsTheFirstGoWhenThereAreTooMany() {
        fill(11, 11 + Recent.MAX_ROWS);

        assertThat(sequences(10, 12)).isEmpty();
        assertThat(sequences(11, 12)).contains(List.of(12L));
    }

    @Test
    void letsTheFirstGoWhenTheyAreTooLarge() {
        long grown = recent.add(11, row(11, (int) Recent.MAX_BYTES / 2)) + recent.add(12, row(12, 1));
        assertThat(recent.bytes()).isEqualTo(grown);

        grown += recent.add(13, row(13, (int) Recent.MAX_BYTES / 2));

        assertThat(recent.bytes()).isEqualTo(grown).isLessThanOrEqualTo(Recent.MAX_BYTES);
        assertThat(sequences(10, 13)).isEmpty();
        assertThat(sequences(11, 13)).contains(List.of(12L, 13L));
    }

    @Test
    void keepsOneRowHoweverLarge() {
        recent.add(11, row(11, (int) Recent.MAX_BYTES * 2));

        assertThat(sequences(10, 11)).contains(List.of(11L));
    }

    @Test
    void takesOutTheFirstOneInTheMiddleAndNoneThatIsNotThere() {
        fill(11, 14);

        assertThat(recent.remove(10)).isZero();
        assertThat(recent.remove(11)).isPositive();
        assertThat(recent.remove(13)).isPositive();
        assertThat(recent.remove(13)).isZero();

        assertThat(sequences(10, 14)).contains(List.of(12L, 14L));
        assertThat(recent.remove(12) + recent.remove(14)).isPositive();
        assertThat(recent.isEmpty()).isTrue();
        assertThat(recent.bytes()).isZero();
    }

    private void fill(long first, long last) {
        LongStream.rangeClosed(first, last).forEach(sequence -> recent.add(sequence, row(sequence, 0)));
    }

    private Optional<List<Long>> sequences(long from, long upTo) {
        return recent.between(from, upTo)
                .map(rows -> rows.stream().map(Recent.Numbered::sequence).toList());
    }

    private static Row row(long sequence, int bodyLength) {
        InboxItem item = new InboxItem(new InboxSequence(sequence), new Missed(Instant.EPOCH));
        return new Row(new Row.Header(Row.Kind.MISSED, 0, 1, bodyLength, 0, null), new Row.Body.Plain(item));
    }
}
