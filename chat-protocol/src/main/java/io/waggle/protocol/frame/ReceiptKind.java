package io.waggle.protocol.frame;

/** What happened to a message at its recipient. */
public enum ReceiptKind {
    /** The recipient's device has it in its store. Recorded by the server when the device acknowledges. */
    DELIVERED,
    READ,
    PLAYED
}
