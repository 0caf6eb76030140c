package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.Epoch;
import java.nio.ByteBuffer;

/** What is stored of an inbox besides its rows. */
record InboxRecord(long id, Epoch epoch, long acknowledged) {

    private static final int LENGTH = 3 * Long.BYTES;

    static InboxRecord decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        return new InboxRecord(in.getLong(), new Epoch(in.getLong()), in.getLong());
    }

    byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(id)
                .putLong(epoch.value())
                .putLong(acknowledged)
                .array();
    }
}
