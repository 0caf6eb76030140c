package io.waggle.protocol.frame;

import static io.waggle.protocol.frame.WireFrames.CONVERSATION;
import static io.waggle.protocol.frame.WireFrames.MESSAGE_ID;
import static io.waggle.protocol.frame.WireFrames.bytes;
import static io.waggle.protocol.frame.WireFrames.decode;
import static io.waggle.protocol.frame.WireFrames.in;
import static io.waggle.protocol.frame.WireFrames.live;
import static io.waggle.protocol.frame.WireFrames.message;
import static io.waggle.protocol.frame.WireFrames.out;
import static io.waggle.protocol.frame.WireFrames.receipt;
import static io.waggle.protocol.frame.WireFrames.row;
import static io.waggle.protocol.frame.WireFrames.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.protocol.wire.RecipientOutcome;
import io.waggle.protocol.wire.SendOutcome;
import io.waggle.protocol.wire.SendOutcomes;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reader of this version makes of a writer of a later one. */
final class EvolutionTest {

    /** Field 1000 with seven bytes: whatever a later version might add. */
    private static final ByteString LATER_FIELD =
            ByteString.copyFrom(new byte[] {(byte) 0xC2, 0x3E, 7, 'l', 'a', 't', 'e', 'r', '!', '!'});

    @Test
    void fieldsOfALaterVersionAreSkippedAtEveryDepth() {
        ByteString item =
                withLaterField(out(send()).build().getItems(0).getSend().toByteString());
        byte[] frame = frame((byte) 0x0a, withLaterField(frame((byte) 0x0a, item)));
        assertThat(OutboxCodec.decode(ByteBuffer.wrap(
                        withLaterField(ByteString.copyFrom(frame)).toByteArray())))
                .isEqualTo(decode(out(send())));
    }

    @Test
    void aRowOfALaterKindIsUnknownAndKeepsItsPlace() {
        assertThat(rows(in(row(1).setMessage(message()), row(2), row(3).setMessage(message()))))
                .extracting(InboxItem::content)
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(Message.class),
                        second -> assertThat(second).isEqualTo(new InboxItem.Unknown()),
                        third -> assertThat(third).isInstanceOf(Message.class));
    }

    @Test
    void aReceiptOfALaterKindIsUnknown() {
        assertThat(rows(in(row(1).setReceipt(receipt().setKindValue(99)))))
                .containsExactly(new InboxItem(new io.waggle.protocol.InboxSequence(1), new InboxItem.Unknown()));
    }

    @Test
    void anOutcomeOfALaterKindDoesNotHideTheOthers() {
        SendOutcomes.Builder outcomes = SendOutcomes.newBuilder()
                .addOutcomes(outcome().setResultValue(99))
                .addOutcomes(outcome().setResult(SendOutcome.Result.ACCEPTED));
        assertThat(outcomes(outcomes))
                .extracting(io.waggle.protocol.frame.SendOutcome::result)
                .containsExactly(io.waggle.protocol.frame.SendOutcome.Result.ACCEPTED);
    }

    @Test
    void aRecipientWithALaterResultDoesNotHideTheOutcome() {
        SendOutcomes.Builder outcomes = SendOutcomes.newBuilder()
                .addOutcomes(outcome()
                        .setResult(SendOutcome.Result.ACCEPTED)
                        .addRecipients(
                                RecipientOutcome.newBuilder().setAccount("bob").setResultValue(99))
                        .addRecipients(RecipientOutcome.newBuilder()
                                .setAccount("carl")
                                .setResult(SendOutcome.Result.RECIPIENT_FULL)));
        assertThat(outcomes(outcomes).get(0).recipients())
                .extracting(recipient -> recipient.account().value())
                .containsExactly("carl");
    }

    @Test
    void outcomesThatAreAllOfALaterKindAreAnUnknownRow() {
        assertThat(rows(in(row(1).setOutcomes(SendOutcomes.newBuilder()
                                .addOutcomes(outcome().setResultValue(99)))))
                        .get(0)
                        .content())
                .isEqualTo(new InboxItem.Unknown());
    }

    @Test
    void aBadLiveEventIsDroppedAndTheRowsWithItAreNot() {
        var frame = in(row(1).setMessage(message()))
                .addLive(live().setFrom(WireFrames.address("anna", "phone")))
                .addLive(live())
                .addLive(live().setFrom(WireFrames.address("anna", "phone")).setContent(bytes(1_025)));
        assertThat(decode(frame)).isInstanceOfSatisfying(Decoded.Valid.class, valid -> {
            InboxFrame in = (InboxFrame) valid.frame();
            assertThat(in.live()).hasSize(1);
            assertThat(in.items()).hasSize(1);
        });
    }

    @Test
    void anEmptyFrameDownIsAFrame() {
        assertThat(InboxCodec.decode(ByteBuffer.allocate(0))).isInstanceOf(Decoded.Valid.class);
    }

    private static SendOutcome.Builder outcome() {
        return SendOutcome.newBuilder().setMessageId(MESSAGE_ID).setConversationId(CONVERSATION);
    }

    private static List<io.waggle.protocol.frame.SendOutcome> outcomes(SendOutcomes.Builder outcomes) {
        InboxItem row = rows(in(row(1).setOutcomes(outcomes))).get(0);
        return ((io.waggle.protocol.frame.SendOutcomes) row.content()).outcomes();
    }

    private static List<InboxItem> rows(io.waggle.protocol.wire.InboxFrame.Builder frame) {
        Decoded<InboxFrame> decoded = decode(frame);
        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        return ((Decoded.Valid<InboxFrame>) decoded).frame().items();
    }

    private static ByteString withLaterField(ByteString message) {
        return message.concat(LATER_FIELD);
    }

    private static ByteString withLaterField(byte[] message) {
        return withLaterField(ByteString.copyFrom(message));
    }

    /** A message with one field, of less than 128 bytes. */
    private static byte[] frame(byte tag, ByteString value) {
        byte[] head = {tag, (byte) value.size()};
        return ByteString.copyFrom(head).concat(value).toByteArray();
    }
}
