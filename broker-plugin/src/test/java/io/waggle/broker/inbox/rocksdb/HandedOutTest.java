package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class HandedOutTest {

    private static final int MAX_ROWS = 10;

    private final HandedOut handedOut = new HandedOut(MAX_ROWS);
    private final Entry alice = entry(1, "alice");
    private final Entry bob = entry(2, "bob");

    @Test
    void answersOnlyForWhatWasReadCompletely() {
        read(alice, 10, 13, 11, 13);

        assertThat(take(alice, 9, 13)).as("something may wait at 10").isEmpty();
        assertThat(take(alice, 10, 14)).as("something may wait at 14").isEmpty();
        assertThat(take(bob, 10, 13)).isEmpty();
        assertThat(take(alice, 10, 12)).contains(List.of(11L));
        assertThat(take(alice, 12, 13)).contains(List.of(13L));
        assertThat(handedOut.rows()).isZero();
    }

    @Test
    void goesOnWhereTheLastPageEndedAndBeginsAgainWhereItDoesNot() {
        read(alice, 10, 12, 11, 12);
        read(alice, 12, 14, 13, 14);
        assertThat(take(alice, 10, 13)).contains(List.of(11L, 12L, 13L));

        read(alice, 13, 14, 14);
        assertThat(handedOut.rows()).as("the last page was read again").isEqualTo(1);
        assertThat(take(alice, 13, 14)).contains(List.of(14L));
    }

    @Test
    void keepsNothingOfAnInboxThatLostARowWhileItWasRead() {
        long before = alice.removals();
        alice.removed(12, header());
        handedOut.add(alice, before, 10, 12, headers(11, 12));

        assertThat(take(alice, 10, 12)).isEmpty();
        assertThat(handedOut.rows()).isZero();
    }

    @Test
    void keepsNothingThatWasReadWhileARemovalWasNotWritten() {
        alice.removed(12, header());
        read(alice, 10, 12, 11, 12);
        assertThat(take(alice, 10, 12)).as("the store still had row 12").isEmpty();

        alice.removalsWritten();
        read(alice, 10, 12, 11);
        assertThat(take(alice, 10, 12)).contains(List.of(11L));
    }

    @Test
    void keepsThePagesBeforeOneThatCannotBeKept() {
        read(alice, 10, 12, 11, 12);
        long before = alice.removals();
        alice.removed(14, header());
        handedOut.add(alice, before, 12, 14, headers(13, 14));

        assertThat(take(alice, 10, 14)).isEmpty();
        assertThat(take(alice, 10, 12)).contains(List.of(11L, 12L));
    }

    @Test
    void forgetsARowThatDoesNotWaitAnyMoreWhereverItLies() {
        read(alice, 10, 14, 11, 12, 13, 14);
        handedOut.remove(alice, 11);
        handedOut.remove(alice, 13);
        handedOut.remove(alice, 15);
        handedOut.remove(bob, 12);

        assertThat(handedOut.rows()).isEqualTo(2);
        assertThat(take(alice, 10, 14)).contains(List.of(12L, 14L));
    }

    @Test
    void letsTheInboxGoThatHasGoneLongestWithoutBeingRead() {
        read(alice, 0, 4, 1, 2, 3, 4);
        read(bob, 0, 4, 1, 2, 3, 4);
        read(alice, 4, 6, 5, 6);
        assertThat(handedOut.rows()).isEqualTo(MAX_ROWS);

        read(alice, 6, 7, 7);
        assertThat(take(bob, 0, 4)).isEmpty();
        assertThat(take(alice, 0, 7)).contains(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L));
    }

    @Test
    void holdsNoMoreThanItsBoundOfOneInbox() {
        handedOut.add(
                alice,
                alice.removals(),
                0,
                MAX_ROWS + 1,
                headers(LongStream.rangeClosed(1, MAX_ROWS + 1).toArray()));

        assertThat(handedOut.rows()).isZero();
        assertThat(take(alice, 0, 1)).isEmpty();
    }

    private void read(Entry entry, long after, long upTo, long... sequences) {
        handedOut.add(entry, entry.removals(), after, upTo, headers(sequences));
    }

    private Optional<List<Long>> take(Entry entry, long after, long upTo) {
        return handedOut
                .take(entry, after, upTo)
                .map(rows -> rows.stream().map(HandedOut.Numbered::sequence).toList());
    }

    private static List<HandedOut.Numbered> headers(long... sequences) {
        return LongStream.of(sequences)
                .mapToObj(sequence -> new HandedOut.Numbered(sequence, header()))
                .toList();
    }

    private static Row.Header header() {
        return new Row.Header(Row.Kind.MISSED, 0, Long.MAX_VALUE, 0, 0, null);
    }

    private static Entry entry(long id, String account) {
        return new Entry(Address.of(account, "phone"), new InboxRecord(id, new Epoch(1), 0));
    }
}
