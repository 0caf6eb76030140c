package io.waggle.loadtest.device;

import io.waggle.loadtest.ledger.Stamp;
import io.waggle.protocol.MessageId;

/** A message that a device is to send, the same in every retry. */
record Outgoing(Conversation conversation, Stamp stamp, int size, long madeAtMillis) {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int STREAM_SHIFT = 32;
    private static final int STREAM_MASK = 0x3fff_ffff;

    /** Its id, end to end. Says which message it is, so that an answer which names only the id can be entered in the ledger. */
    MessageId id() {
        return new MessageId(
                (madeAtMillis << 16) | VERSION_7,
                VARIANT | ((long) stamp.stream() << STREAM_SHIFT) | Integer.toUnsignedLong(stamp.number()));
    }

    /** The id of the change that makes the group; of no stream. */
    MessageId idOfGroup() {
        return new MessageId(
                (madeAtMillis << 16) | VERSION_7, VARIANT | ((long) STREAM_MASK << STREAM_SHIFT) | stamp.stream());
    }

    /** The stream of a message with this id. */
    static int stream(MessageId id) {
        return (int) (id.low() >>> STREAM_SHIFT) & STREAM_MASK;
    }

    /** The number in its stream of a message with this id. */
    static int number(MessageId id) {
        return (int) id.low();
    }

    byte[] content() {
        return stamp.content(size);
    }
}
