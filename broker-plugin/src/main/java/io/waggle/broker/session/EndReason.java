package io.waggle.broker.session;

/** Why a session ended; the closed vocabulary of a column and a metric. */
public enum EndReason {
    /** The client gave its token back (RFC 7009). */
    SIGNED_OUT,
    /** The device signed in again. */
    REPLACED,
    /** A refresh token came that had been used up: two had it, and one of them should not. */
    TOKEN_REUSED,
    /** The authorization code that it came from was used again: two had it, and one of them should not. */
    CODE_REUSED,
    /** The bot that the account is has another token. */
    TOKEN_ROTATED,
    /** The device was unlinked. */
    UNLINKED,
    /** The operator suspended the account. */
    SUSPENDED,
    /** The account was deleted. */
    DELETED
}
