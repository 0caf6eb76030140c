package io.waggle.broker.inbox;

import java.io.Serial;

/** The store could not do it now, or it is not known whether it did. Repeating the operation later is safe. */
public final class InboxUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Cause kind;

    /** What is wrong, for the front door to choose its answer. */
    public enum Cause {
        /** Too much is waiting to be committed; nothing was written. */
        BUSY,
        /** The store fails. */
        FAILED,
        /** The store is closed. */
        CLOSED
    }

    public InboxUnavailable(Cause kind, String message) {
        super(message, null, false, false); // thrown per operation under overload: no stack trace
        this.kind = kind;
    }

    public InboxUnavailable(String message, Throwable cause) {
        super(message, cause);
        this.kind = Cause.FAILED;
    }

    public Cause kind() {
        return kind;
    }
}
