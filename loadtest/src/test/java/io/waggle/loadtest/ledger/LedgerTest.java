package io.waggle.loadtest.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger();
    private final Stream stream = ledger.open(2);

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            stream.next();
        }
    }

    private void ack(int... numbers) {
        for (int number : numbers) {
            stream.acked(number);
        }
    }

    private void receive(int recipient, int... numbers) {
        for (int number : numbers) {
            stream.delivery(recipient).received(number);
        }
    }

    private Tally tally() {
        return ledger.tally(0, 0);
    }

    @Test
    void isCleanWhenEverythingIsThereOnceAndInOrder() {
        send(3);
        ack(0, 1, 2);
        receive(0, 0, 1, 2);
        receive(1, 0, 1, 2);

        assertThat(tally()).isEqualTo(new Tally(3, 3, 0, 0, 6, 0, 0, 0, 0, 0));
        assertThat(tally().isClean()).isTrue();
    }

    @Test
    void anAcknowledgedMessageIsLostForEachRecipientThatDoesNotHaveIt() {
        send(3);
        ack(0, 1, 2);
        receive(0, 0, 2);
        receive(1, 0);

        assertThat(tally().lost()).isEqualTo(3);
        assertThat(tally().isClean()).isFalse();
    }

    @Test
    void aMessageThatWasNeverAcknowledgedIsUnansweredAndNotLost() {
        send(3);
        ack(0);
        receive(0, 0, 1);
        receive(1, 0);

        assertThat(tally()).isEqualTo(new Tally(3, 1, 0, 2, 3, 0, 0, 0, 0, 0));
        assertThat(tally().isClean()).isTrue();
    }

    @Test
    void aRepetitionIsADuplicateAndNotOutOfOrder() {
        send(3);
        ack(0, 1, 2);
        receive(0, 0, 1, 2, 0);
        receive(1, 0, 1, 1, 1, 2);

        assertThat(tally()).isEqualTo(new Tally(3, 3, 0, 0, 6, 0, 3, 0, 0, 0));
    }

    @Test
    void aMessageThatComesAfterALaterOneIsOutOfOrder() {
        send(5);
        ack(0, 1, 2, 3, 4);
        receive(0, 2, 0, 1, 4, 3);
        receive(1, 0, 1, 2, 3, 4);

        assertThat(tally().reordered()).isEqualTo(3);
    }

    @Test
    void aRefusedMessageIsExpectedNowhereEvenIfItWasAcknowledgedFirst() {
        send(2);
        ack(0, 1);
        stream.refused(1);
        receive(0, 0);
        receive(1, 0);

        assertThat(tally()).isEqualTo(new Tally(2, 1, 1, 0, 2, 0, 0, 0, 0, 0));
    }

    @Test
    void aRecipientThatTheSenderWasToldOfIsNotALoss() {
        send(1);
        ack(0);
        receive(0, 0);
        stream.excused(0, 1);

        assertThat(tally()).isEqualTo(new Tally(1, 1, 1, 0, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void aMessageThatNobodySentIsForeign() {
        send(1);
        ack(0);
        receive(0, 0, 7, -1);
        receive(1, 0);

        assertThat(tally().foreign()).isEqualTo(2);
        assertThat(ledger.tally(0, 5).foreign()).isEqualTo(7);
    }

    @Test
    void tellsWhatIsNewsAndWhatIsNot() {
        send(1);

        assertThat(stream.acked(0)).isTrue();
        assertThat(stream.acked(0)).isFalse();
        assertThat(stream.refused(0)).isTrue();
        assertThat(stream.refused(0)).isFalse();
        assertThat(stream.delivery(0).received(0)).isTrue();
        assertThat(stream.delivery(0).received(0)).isFalse();
    }

    @Test
    void theStampComesBackFromTheContent() {
        Stamp stamp = new Stamp(-7, 3, 1_000_000, Long.MIN_VALUE);

        assertThat(stamp.content(100)).hasSize(100);
        assertThat(Stamp.of(ByteBuffer.wrap(stamp.content(Stamp.BYTES)))).contains(stamp);
        assertThat(Stamp.of(ByteBuffer.wrap(new byte[100]))).isEmpty();
        assertThat(Stamp.of(ByteBuffer.wrap(stamp.content(100), 0, Stamp.BYTES - 1)))
                .isEmpty();
        assertThatThrownBy(() -> stamp.content(Stamp.BYTES - 1)).hasMessageContaining("23");
    }
}
