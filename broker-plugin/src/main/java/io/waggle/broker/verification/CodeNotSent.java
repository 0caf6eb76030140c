package io.waggle.broker.verification;

import io.waggle.broker.event.Event.CodeNotSent.NotSentReason;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A code was not taken by whoever should carry it. The message is for the operator's log and has nothing personal in it. */
public final class CodeNotSent extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final NotSentReason reason;

    public CodeNotSent(NotSentReason reason, String message) {
        this(reason, message, null);
    }

    /** @param cause only where its message cannot name the person; libraries like to quote addresses */
    public CodeNotSent(NotSentReason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why, in one word of few. */
    public NotSentReason reason() {
        return reason;
    }
}
