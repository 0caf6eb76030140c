package io.waggle.broker.verification;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A code was not taken by whoever should carry it. The message is for the operator's log and has nothing personal in it. */
public final class CodeNotSent extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    public CodeNotSent(String message) {
        super(message);
    }

    /** @param cause only where its message cannot name the person; libraries like to quote addresses */
    public CodeNotSent(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
