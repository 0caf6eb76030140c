package io.waggle.protocol.frame;

/** What bytes turned out to be: a frame within every bound, or a fault. Hostile bytes are normal traffic. */
public sealed interface Decoded<T> {

    /** A frame that may be used as it is. */
    record Valid<T>(T frame) implements Decoded<T> {}

    /**
     * Not a frame of this protocol version.
     *
     * @param detail which item and field, and what is allowed; never a part of the bytes
     */
    record Malformed<T>(Fault fault, String detail) implements Decoded<T> {}

    /** Why bytes are not a frame; the closed vocabulary of the fault metric. */
    enum Fault {
        FRAME_TOO_LARGE,
        NOT_PROTOBUF,
        NO_ITEMS,
        TOO_MANY_ITEMS,
        UNKNOWN_ITEM,
        BAD_MESSAGE_ID,
        BAD_CONVERSATION_ID,
        BAD_ADDRESS,
        BAD_RECIPIENTS,
        BAD_SEQUENCE,
        BAD_RECEIPT,
        CONTENT_TOO_LARGE,
        REASON_TOO_LONG,
        BAD_GROUP,
        BAD_PRESENCE
    }
}
