package io.waggle.loadtest.run;

/** What the fake broker does wrong. */
public enum Misdeed {
    NONE,
    /** Acknowledges some messages and forgets them. */
    LOSES,
    /** Delivers some messages twice. */
    REPEATS,
    /** Delivers some messages after the ones that follow them. */
    REORDERS,
    /** Does nothing at all for a second, once. */
    STALLS,
    /** Delivers some messages and never acknowledges them. */
    KEEPS_SILENT,
    /** Refuses some messages, with a reason code. */
    REFUSES,
    /** Delivers messages that nobody sent. */
    INVENTS,
    /** Closes a connection. */
    HANGS_UP,
    /** Closes every connection and takes no other. */
    DIES
}
