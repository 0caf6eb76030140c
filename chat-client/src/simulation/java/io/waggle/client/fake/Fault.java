package io.waggle.client.fake;

/** What goes wrong when a frame arrives at the server. */
public enum Fault {
    NONE,
    /** The connection ends, and the frame was never looked at. */
    CUT_BEFORE,
    /** Everything is decided and durable, and the connection ends before the PUBACK. */
    CUT_AFTER,
    /** The server is busy: 0x83. */
    BUSY,
    /** The device sends too much: 0x97, and half a minute to wait. Nothing of the frame is looked at. */
    TOO_MUCH
}
