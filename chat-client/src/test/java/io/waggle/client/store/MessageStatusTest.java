package io.waggle.client.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.frame.ReceiptKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageStatusTest {

    /** From the bottom of the ladder to its top; those of one line are on one rung. */
    private static final List<List<MessageStatus>> LADDER = List.of(
            List.of(MessageStatus.QUEUED),
            List.of(
                    MessageStatus.failed(FailureReason.UNKNOWN_ACCOUNT),
                    MessageStatus.failed(FailureReason.RECIPIENT_FULL),
                    MessageStatus.failed(FailureReason.RECIPIENT_REFUSES),
                    MessageStatus.failed(FailureReason.DEVICES_KEEP_CHANGING),
                    MessageStatus.failed(FailureReason.MALFORMED),
                    MessageStatus.failed(FailureReason.TOO_LARGE),
                    MessageStatus.failed(FailureReason.UNDECIDED)),
            List.of(MessageStatus.SENT),
            List.of(
                    MessageStatus.EXPIRED,
                    MessageStatus.failed(FailureReason.REJECTED),
                    MessageStatus.failed(FailureReason.DEVICE_REMOVED)),
            List.of(MessageStatus.reached(ReceiptKind.DELIVERED)),
            List.of(MessageStatus.reached(ReceiptKind.READ)),
            List.of(MessageStatus.reached(ReceiptKind.PLAYED)));

    @Test
    void aStatusMovesUpTheLadderAndNeverDownOrSideways() {
        for (int from = 0; from < LADDER.size(); from++) {
            for (int to = 0; to < LADDER.size(); to++) {
                for (MessageStatus before : LADDER.get(from)) {
                    for (MessageStatus after : LADDER.get(to)) {
                        assertThat(after.isAbove(before))
                                .as("%s to %s", before, after)
                                .isEqualTo(to > from);
                    }
                }
            }
        }
    }

    @Test
    void everythingFromSentOnWasAccepted() {
        for (int rung = 0; rung < LADDER.size(); rung++) {
            int present = rung;
            assertThat(LADDER.get(rung))
                    .allSatisfy(status -> assertThat(status.isAccepted()).isEqualTo(present >= 2));
        }
    }

    @Test
    void everyStatusSurvivesItsCodes() {
        LADDER.forEach(rung -> rung.forEach(
                status -> assertThat(MessageStatus.fromCodes(status.state().code(), status.failureCode()))
                        .isEqualTo(status)));
    }

    @Test
    void onlyWhatTheServerCannotHaveIsWorthRetrying() {
        assertThat(FailureReason.values())
                .filteredOn(FailureReason::isWorthRetrying)
                .containsExactlyInAnyOrder(
                        FailureReason.UNKNOWN_ACCOUNT,
                        FailureReason.RECIPIENT_FULL,
                        FailureReason.RECIPIENT_REFUSES,
                        FailureReason.DEVICES_KEEP_CHANGING,
                        FailureReason.MALFORMED,
                        FailureReason.TOO_LARGE,
                        FailureReason.NOT_IN_GROUP,
                        FailureReason.MAY_NOT_WRITE,
                        FailureReason.GROUP_FULL,
                        FailureReason.GROUP_EXISTS,
                        FailureReason.LINK_INVALID,
                        FailureReason.TOO_MANY_GROUPS,
                        FailureReason.GROUP_CHANGED);
    }
}
