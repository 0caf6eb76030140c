package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.wire.Address;
import io.waggle.protocol.wire.Hello;
import io.waggle.protocol.wire.InboxAck;
import io.waggle.protocol.wire.InboxFrame;
import io.waggle.protocol.wire.InboxItem;
import io.waggle.protocol.wire.InboxReject;
import io.waggle.protocol.wire.LiveEvent;
import io.waggle.protocol.wire.Message;
import io.waggle.protocol.wire.OutboxFrame;
import io.waggle.protocol.wire.OutboxItem;
import io.waggle.protocol.wire.Receipt;
import io.waggle.protocol.wire.Recipient;
import io.waggle.protocol.wire.RecipientDevice;
import io.waggle.protocol.wire.Send;
import io.waggle.protocol.wire.WatchPresence;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Wire messages that are valid as they come, for a test to break one field of; and frames of them, decoded. */
final class WireFrames {

    static final ByteString MESSAGE_ID =
            ByteString.copyFrom(HexFormat.of().parseHex("019c1e6d00007000b000000000000001"));
    static final ByteString CONVERSATION = ByteString.copyFrom(new byte[16]);

    private WireFrames() {}

    static Send.Builder send() {
        return Send.newBuilder()
                .setMessageId(MESSAGE_ID)
                .setConversationId(CONVERSATION)
                .addRecipients(recipient("bob", "phone"));
    }

    static Recipient.Builder recipient(String account, String device) {
        return Recipient.newBuilder()
                .setAccount(account)
                .addDevices(RecipientDevice.newBuilder().setDevice(device));
    }

    static Receipt.Builder receipt() {
        return Receipt.newBuilder()
                .setKind(Receipt.Kind.READ)
                .setMessageId(MESSAGE_ID)
                .setConversationId(CONVERSATION)
                .setAuthor(address("anna", "phone"));
    }

    static LiveEvent.Builder live() {
        return LiveEvent.newBuilder().addToAccounts("bob").setConversationId(CONVERSATION);
    }

    static Message.Builder message() {
        return Message.newBuilder()
                .setMessageId(MESSAGE_ID)
                .setConversationId(CONVERSATION)
                .setSender(address("anna", "phone"));
    }

    static Address.Builder address(String account, String device) {
        return Address.newBuilder().setAccount(account).setDevice(device);
    }

    static ByteString bytes(int length) {
        return ByteString.copyFrom(new byte[length]);
    }

    static List<String> accounts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a" + i).toList();
    }

    static OutboxFrame.Builder out(UnaryOperator<OutboxItem.Builder> item) {
        return OutboxFrame.newBuilder().addItems(item.apply(OutboxItem.newBuilder()));
    }

    static OutboxFrame.Builder out(Send.Builder send) {
        return out(item -> item.setSend(send));
    }

    static OutboxFrame.Builder out(Receipt.Builder receipt) {
        return out(item -> item.setReceipt(receipt));
    }

    static OutboxFrame.Builder out(LiveEvent.Builder live) {
        return out(item -> item.setLive(live));
    }

    static OutboxFrame.Builder out(Hello.Builder hello) {
        return out(item -> item.setHello(hello));
    }

    static OutboxFrame.Builder out(InboxAck.Builder ack) {
        return out(item -> item.setAck(ack));
    }

    static OutboxFrame.Builder out(InboxReject.Builder reject) {
        return out(item -> item.setReject(reject));
    }

    static OutboxFrame.Builder out(WatchPresence.Builder watch) {
        return out(item -> item.setWatchPresence(watch));
    }

    static InboxItem.Builder row(long sequence) {
        return InboxItem.newBuilder().setSequence(sequence);
    }

    static InboxFrame.Builder in(InboxItem.Builder... rows) {
        InboxFrame.Builder frame = InboxFrame.newBuilder();
        for (InboxItem.Builder row : rows) {
            frame.addItems(row);
        }
        return frame;
    }

    static Decoded<io.waggle.protocol.frame.OutboxFrame> decode(OutboxFrame.Builder frame) {
        return OutboxCodec.decode(ByteBuffer.wrap(frame.build().toByteArray()));
    }

    static Decoded<io.waggle.protocol.frame.InboxFrame> decode(InboxFrame.Builder frame) {
        return InboxCodec.decode(ByteBuffer.wrap(frame.build().toByteArray()));
    }
}
