package io.waggle.protocol.content;

/** What somebody does right now: the content of a live event. */
public enum Activity {
    TYPING,
    /** A voice note. */
    RECORDING,
    /** Neither any more. */
    IDLE
}
