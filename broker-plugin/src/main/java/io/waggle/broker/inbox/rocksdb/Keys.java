package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.Address;
import io.waggle.protocol.MessageId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How keys are laid out: big-endian numbers, so that byte order is number order. */
final class Keys {

    private Keys() {}

    static byte[] number(long id) {
        return ByteBuffer.allocate(Long.BYTES).putLong(id).array();
    }

    static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    static byte[] row(long inbox, long sequence) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(inbox)
                .putLong(sequence)
                .array();
    }

    static long sequenceOf(byte[] rowKey) {
        return ByteBuffer.wrap(rowKey).getLong(Long.BYTES);
    }

    static byte[] dedup(long sender, MessageId id) {
        return ByteBuffer.allocate(Long.BYTES + MessageId.LENGTH)
                .putLong(sender)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    static MessageId messageOf(byte[] dedupKey) {
        ByteBuffer key = ByteBuffer.wrap(dedupKey);
        return new MessageId(key.getLong(Long.BYTES), key.getLong(2 * Long.BYTES));
    }

    static byte[] inbox(Address device) {
        return (device.account().value() + '\0' + device.device().value()).getBytes(StandardCharsets.UTF_8);
    }

    static Address addressOf(byte[] inboxKey) {
        String text = new String(inboxKey, StandardCharsets.UTF_8);
        int separator = text.indexOf('\0');
        return Address.of(text.substring(0, separator), text.substring(separator + 1));
    }
}
