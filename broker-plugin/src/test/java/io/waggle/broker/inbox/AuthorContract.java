package io.waggle.broker.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.NoticeDropped.DropReason;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every engine promises of the news of a message: all devices of its author get them, whichever sent it. */
public abstract class AuthorContract extends InboxFixture {

    private static final Address ALICE_LAPTOP = Address.of("alice", "laptop");

    @Test
    void tellsEveryDeviceOfTheAuthorWhatWasDelivered() {
        opened(ALICE, ALICE_LAPTOP, BOB, CAROL);
        Send send = text("m", ALICE_LAPTOP, BOB);
        append(ALICE, send);
        acknowledgeAll(BOB);

        Receipt delivered = new Receipt(ReceiptKind.DELIVERED, CHAT, send.messageId(), ALICE, BOB, clock.instant());
        assertThat(receipts(ALICE)).containsExactly(delivered);
        assertThat(receipts(ALICE_LAPTOP)).containsExactly(delivered);
        assertThat(receipts(CAROL)).isEmpty();
        reopen();
        assertThat(receipts(ALICE_LAPTOP)).containsExactly(delivered);
        acknowledgeAll(ALICE_LAPTOP);
        assertThat(items(ALICE_LAPTOP)).isEmpty();
        assertThat(receipts(ALICE)).containsExactly(delivered);
        reopen();
        assertThat(items(ALICE_LAPTOP)).isEmpty();
    }

    @Test
    void keepsAPointerForEachDeviceThatSentAndMovesItByItself() {
        opened(ALICE, ALICE_LAPTOP, BOB);
        Send fromPhone = text("p", ALICE_LAPTOP, BOB);
        Send fromLaptop = text("l", ALICE, BOB);
        append(ALICE, fromPhone);
        append(ALICE_LAPTOP, fromLaptop);
        acknowledgeAll(BOB);
        append(BOB, new ReceiptUpdate(ReceiptKind.READ, CHAT, fromLaptop.messageId(), ALICE_LAPTOP));
        MessageId later = id();
        append(BOB, new ReceiptUpdate(ReceiptKind.READ, CHAT, later, ALICE_LAPTOP));

        for (Address device : List.of(ALICE, ALICE_LAPTOP)) {
            assertThat(receipts(device))
                    .containsExactlyInAnyOrder(
                            receipt(ReceiptKind.DELIVERED, fromPhone.messageId(), ALICE),
                            receipt(ReceiptKind.DELIVERED, fromLaptop.messageId(), ALICE_LAPTOP),
                            receipt(ReceiptKind.READ, later, ALICE_LAPTOP));
        }
    }

    @Test
    void tellsTheOthersAlsoWhenTheDeviceThatSentIsGone() {
        opened(ALICE, ALICE_LAPTOP, BOB);
        Send send = text("m", ALICE_LAPTOP, BOB);
        append(ALICE, send);
        inbox.remove(ALICE).join();
        acknowledgeAll(BOB);
        append(BOB, new ReceiptUpdate(ReceiptKind.READ, CHAT, send.messageId(), ALICE));

        assertThat(receipts(ALICE_LAPTOP))
                .containsExactly(
                        receipt(ReceiptKind.DELIVERED, send.messageId(), ALICE),
                        receipt(ReceiptKind.READ, send.messageId(), ALICE));
    }

    @Test
    void whatIsCopiedKeepsNobodyFromSendingAndIsBounded() {
        opened(ALICE, ALICE_LAPTOP, BOB);
        for (int i = 0; i < config().maxControlRows() + 3; i++) {
            Send send = new Send(
                    id(),
                    new ConversationId(2, i),
                    List.of(to(ALICE_LAPTOP), to(BOB)),
                    ByteString.EMPTY,
                    Duration.ZERO);
            append(ALICE, send);
            acknowledgeAll(BOB);
            acknowledgeAll(ALICE);
        }

        assertThat(receipts(ALICE_LAPTOP)).hasSize(config().maxControlRows());
        assertThat(events)
                .filteredOn(event -> event.equals(new Event.NoticeDropped(DropReason.INBOX_FULL)))
                .hasSize(3);
        assertThat(append(ALICE_LAPTOP, text("still", ALICE, BOB))).isInstanceOf(Decision.AllAccepted.class);
    }

    @Test
    void tellsEveryDeviceOfTheAuthorWhatWillNotArrive() {
        opened(ALICE, ALICE_LAPTOP, BOB, BOB_TABLET);
        Send brief = send(id(), "brief", Duration.ofSeconds(10), to(ALICE_LAPTOP), to(BOB, BOB_TABLET));
        append(ALICE, brief);
        acknowledgeAll(ALICE_LAPTOP);
        acknowledgeAll(BOB);
        acknowledgeAll(ALICE);
        acknowledgeAll(ALICE_LAPTOP);
        clock.advance(Duration.ofSeconds(10));
        inbox.expire().join();

        SendOutcome expired = new SendOutcome(
                brief.messageId(),
                CHAT,
                Result.EXPIRED,
                List.of(new RecipientOutcome(BOB.account(), Optional.of(BOB_TABLET.device()), Result.EXPIRED, "")),
                List.of());
        assertThat(outcomes(ALICE)).containsExactly(expired);
        assertThat(outcomes(ALICE_LAPTOP)).containsExactly(expired.sentBy(ALICE.device()));
        assertThat(receipts(ALICE)).as("acknowledged").isEmpty();
    }

    @Test
    void whatBecomesOfACopyIsTheSendersAffair() {
        opened(ALICE, ALICE_LAPTOP, BOB);
        Address watch = Address.of("alice", "watch");
        opened(watch);
        append(ALICE, text("m", ALICE_LAPTOP, watch, BOB));
        inbox.remove(watch).join();

        assertThat(outcomes(ALICE)).extracting(SendOutcome::result).containsExactly(Result.DEVICE_REMOVED);
        assertThat(outcomes(ALICE_LAPTOP)).isEmpty();
    }

    @Test
    void tellsEveryDeviceOfTheAuthorWhoMissedWhatWasAccepted() {
        opened(ALICE, ALICE_LAPTOP, BOB, CAROL);
        for (int i = 0; i < config().maxMessages(); i++) {
            append(CAROL, text("filler", BOB));
        }
        Send send = text("m", ALICE_LAPTOP, BOB, CAROL);
        append(ALICE, send);
        append(ALICE, send);

        assertThat(outcomes(ALICE_LAPTOP))
                .containsExactly(new SendOutcome(
                                send.messageId(),
                                CHAT,
                                Result.ACCEPTED,
                                List.of(new RecipientOutcome(
                                        BOB.account(), Optional.empty(), Result.RECIPIENT_FULL, "")),
                                List.of())
                        .sentBy(ALICE.device()));
        assertThat(outcomes(ALICE)).hasSize(1);
    }

    @Test
    void whatIsRefusedIsToldToTheDeviceThatTriedAlone() {
        opened(ALICE, ALICE_LAPTOP, BOB, CAROL);
        for (int i = 0; i < config().maxMessages(); i++) {
            append(CAROL, text("filler", BOB));
        }
        append(ALICE, text("m", BOB), text("other", CAROL));

        assertThat(contents(ALICE, SendOutcomes.class)).isNotEmpty();
        assertThat(items(ALICE_LAPTOP)).isEmpty();
    }

    private Receipt receipt(ReceiptKind kind, MessageId upTo, Address author) {
        return new Receipt(kind, CHAT, upTo, author, BOB, clock.instant());
    }
}
