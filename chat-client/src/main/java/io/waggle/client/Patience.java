package io.waggle.client;

import io.waggle.client.transport.Closed;
import io.waggle.client.transport.ReasonCode;
import java.time.Duration;

/**
 * How patient to be after a connection ended: what passes by itself is tried soon, what somebody has to mend is tried
 * rarely. Nothing is given up for good on the word of a server, which may be misconfigured for an hour.
 */
enum Patience {
    /** It passes: the network, a restart, a token that has run out. */
    SOON,
    /** A fault of the client, of its configuration, or of a newer kind. */
    RARELY,
    /** The account has too many devices: a person has to act. */
    AS_LONG_AS_POSSIBLE;

    private static final int SERVER_UNAVAILABLE = 0x88;
    private static final int SERVER_BUSY = 0x89;
    private static final int SHUTTING_DOWN = 0x8B;
    private static final int KEEP_ALIVE_TIMEOUT = 0x8D;
    private static final int USE_ANOTHER_SERVER = 0x9C;
    private static final int SERVER_MOVED = 0x9D;

    static Patience after(Closed closed) {
        return switch (closed.cause()) {
            case LOST, LOCAL -> SOON;
            case REFUSED -> refused(closed.reasonCode());
            case DISCONNECTED -> disconnected(closed.reasonCode());
        };
    }

    private static Patience refused(int reasonCode) {
        return switch (reasonCode) {
            case ReasonCode.BAD_TOKEN, SERVER_UNAVAILABLE, SERVER_BUSY, USE_ANOTHER_SERVER, SERVER_MOVED -> SOON;
            case ReasonCode.QUOTA_EXCEEDED -> AS_LONG_AS_POSSIBLE;
            default -> RARELY;
        };
    }

    private static Patience disconnected(int reasonCode) {
        return switch (reasonCode) {
            case ReasonCode.SUCCESS,
                    ReasonCode.NOT_DECIDED,
                    ReasonCode.NOT_AUTHORIZED,
                    SERVER_BUSY,
                    SHUTTING_DOWN,
                    KEEP_ALIVE_TIMEOUT,
                    USE_ANOTHER_SERVER,
                    SERVER_MOVED -> SOON;
            default -> RARELY;
        };
    }

    Duration wait(Backoff backoff) {
        return switch (this) {
            case SOON -> backoff.next();
            case RARELY -> backoff.fromCap();
            case AS_LONG_AS_POSSIBLE -> backoff.longest();
        };
    }
}
