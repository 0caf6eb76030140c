package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.ReceiptKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A receipt pointer that its author has not acknowledged: state that is replaced in place, with a sequence like a row so
 * that it is delivered and acknowledged in order with them.
 */
record ReceiptRow(Key key, long sequence, MessageId upTo, long recordedAtMs, Address member) {

    private static final int KEY_LENGTH = 4 * Long.BYTES + 1;
    private static final int VALUE_FIXED = 4 * Long.BYTES;

    /**
     * What there is one pointer for.
     *
     * @param member the id of the member device's inbox
     */
    record Key(ConversationId conversation, long member, ReceiptKind kind) {}

    static ReceiptRow decode(byte[] storeKey, byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(storeKey, Long.BYTES, storeKey.length - Long.BYTES);
        Key key = new Key(new ConversationId(in.getLong(), in.getLong()), in.getLong(), kind(in.get()));
        ByteBuffer body = ByteBuffer.wrap(value);
        long sequence = body.getLong();
        MessageId upTo = new MessageId(body.getLong(), body.getLong());
        long recordedAt = body.getLong();
        Address member = Address.fromClientId(
                        StandardCharsets.UTF_8.decode(body).toString())
                .orElseThrow(() -> new StoreCorrupted("a receipt whose member is no address"));
        return new ReceiptRow(key, sequence, upTo, recordedAt, member);
    }

    byte[] storeKey(long inbox) {
        return ByteBuffer.allocate(KEY_LENGTH)
                .putLong(inbox)
                .putLong(key.conversation().high())
                .putLong(key.conversation().low())
                .putLong(key.member())
                .put(code(key.kind()))
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
