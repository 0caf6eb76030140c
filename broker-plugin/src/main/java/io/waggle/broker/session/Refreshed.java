package io.waggle.broker.session;

/** What became of a refresh token. */
public sealed interface Refreshed {

    /** It was good; this is the next one. */
    record Next(Grant grant) implements Refreshed {}

    /** It is of no session, of one that has ended, or of one that ended just now because the token had been used up. */
    record Refused(boolean reused) implements Refreshed {}
}
