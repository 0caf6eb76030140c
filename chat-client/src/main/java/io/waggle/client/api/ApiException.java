package io.waggle.client.api;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/**
 * The server has answered, and not with what was asked for: a problem (RFC 9457), or an error of its authorization server (RFC 6749,
 * section 5.2). The message is for developers and logs; it quotes nothing that was sent.
 */
public final class ApiException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String kind;
    private final String detail;
    private final Duration retryAfter;
    private final boolean repetition;

    ApiException(int status, String kind, String detail, Duration retryAfter, boolean repetition) {
        super(status + " " + kind + ": " + detail);
        this.status = status;
        this.kind = kind;
        this.detail = detail;
        this.retryAfter = retryAfter;
        this.repetition = repetition;
    }

    /** The status code of HTTP, 400 to 599. */
    public int status() {
        return status;
    }

    /**
     * What is wrong, for programs: the last part of a problem's type ({@code too-many-requests}), or OAuth's code
     * ({@code invalid_grant}). Empty if what answered is no Waggle, for instance a proxy in front of one.
     */
    public String kind() {
        return kind;
    }

    /** What is wrong and what to do, in English. */
    public String detail() {
        return detail;
    }

    /** How long to wait before the same can succeed, if the server says so. */
    public Optional<Duration> retryAfter() {
        return retryAfter.isZero() ? Optional.empty() : Optional.of(retryAfter);
    }

    /** Whether the same request may succeed later, without anything else being done. */
    public boolean isTemporary() {
        return status == 429 || status >= 500;
    }

    /** Whether the session has ended, or never was: the person has to sign in again. */
    public boolean isSignedOut() {
        return status == 401 || kind.equals("invalid_grant");
    }

    /** Whether it answers a repetition: the first attempt got no answer, and may have been done. */
    boolean followsLostAnswer() {
        return repetition;
    }
}
