package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.ReceiptKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A receipt pointer that its author has not acknowledged: state that is replaced in place, with a sequence like a row so
 * that it is delivered and acknowledged in order with them.
 */
record ReceiptRow(Key key, long sequence, MessageId upTo, long recordedAtMs, Address member) {

    private static final int OWN_KEY_LENGTH = 4 * Long.BYTES + 1;
    private static final int VALUE_FIXED = 4 * Long.BYTES;
    private static final byte[] NOBODY = new byte[0];

    /**
     * What there is one pointer for.
     *
     * @param member the id of the member device's inbox
     * @param author the device of the inbox's account whose messages it is about
     */
    record Key(ConversationId conversation, long member, ReceiptKind kind, DeviceId author) {}

    /** @param owner the device whose inbox it is in */
    static ReceiptRow decode(DeviceId owner, byte[] storeKey, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(storeKey, Long.BYTES, storeKey.length - Long.BYTES);
        ConversationId conversation = new ConversationId(in.getLong(), in.getLong());
        long inbox = in.getLong();
        ReceiptKind kind = kind(in.get());
        DeviceId author = in.hasRemaining()
                ? new DeviceId(StandardCharsets.UTF_8.decode(in).toString())
                : owner;
        Key key = new Key(conversation, inbox, kind, author);
        ByteBuffer body = ByteBuffer.wrap(value);
        long sequence = body.getLong();
        MessageId upTo = new MessageId(body.getLong(), body.getLong());
        long recordedAt = body.getLong();
        Address member = Address.fromClientId(
                        StandardCharsets.UTF_8.decode(body).toString())
                .orElseThrow(() -> new StoreCorrupted("a receipt whose member is no address"));
        return new ReceiptRow(key, sequence, upTo, recordedAt, member);
    }

    /** Names the author only if it is another device than the one whose inbox it is in. */
    byte[] storeKey(Entry inbox) {
        byte[] author = key.author().equals(inbox.device().device())
                ? NOBODY
                : key.author().value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(OWN_KEY_LENGTH + author.length)
                .putLong(inbox.id())
                .putLong(key.conversation().high())
                .putLong(key.conversation().low())
                .putLong(key.member())
                .put(code(key.kind()))
                .put(author)
                .array();
    }

    byte[] encode() {
        byte[] address = member.clientId().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(VALUE_FIXED + address.length)
                .putLong(sequence)
                .putLong(upTo.high())
                .putLong(upTo.low())
                .putLong(recordedAtMs)
                .put(address)
                .array();
    }

    private static byte code(ReceiptKind kind) {
        return switch (kind) {
            case DELIVERED -> 1;
            case READ -> 2;
            case PLAYED -> 3;
        };
    }

    private static ReceiptKind kind(byte code) {
        return switch (code) {
            case 1 -> ReceiptKind.DELIVERED;
            case 2 -> ReceiptKind.READ;
            case 3 -> ReceiptKind.PLAYED;
            default -> throw new StoreCorrupted("a receipt of unknown kind " + code);
        };
    }
}
