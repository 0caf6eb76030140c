package io.waggle.protocol.frame;

import java.io.Serial;

/** How a decoder leaves a nested field; caught in the codec that threw it and never seen outside this package. */
final class MalformedFrame extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Decoded.Fault fault;

    MalformedFrame(Decoded.Fault fault, String detail) {
        super(detail, null, false, false); // no stack trace: hostile bytes are normal traffic and must stay cheap
        this.fault = fault;
    }

    <T> Decoded<T> toValue() {
        return new Decoded.Malformed<>(fault, String.valueOf(getMessage()));
    }

    <T> Decoded<T> toValue(int item) {
        return new Decoded.Malformed<>(fault, "item " + item + ": " + getMessage());
    }

    InboxItem.Unreadable toRow() {
        return new InboxItem.Unreadable(fault, String.valueOf(getMessage()));
    }
}
