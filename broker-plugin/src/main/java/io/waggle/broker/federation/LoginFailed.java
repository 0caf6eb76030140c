package io.waggle.broker.federation;

import io.waggle.broker.event.Event.LoginRefused.LoginRefusal;
import java.io.IOException;
import java.io.Serial;

/**
 * A login came to nothing. The message is for the operator's log, and has nothing in it that a person or a provider sent. It is
 * an {@link IOException} so that it comes back whole through libraries that ask for what is sent over the network.
 */
public final class LoginFailed extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final LoginRefusal reason;

    /** @param detail what an operator may have to know */
    public LoginFailed(LoginRefusal reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    public LoginRefusal reason() {
        return reason;
    }

    /** The login failure that caused the exception, or the one that stands for all others. */
    static LoginFailed in(Throwable failure, LoginFailed otherwise) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LoginFailed login) {
                return login;
            }
        }
        return otherwise;
    }
}
