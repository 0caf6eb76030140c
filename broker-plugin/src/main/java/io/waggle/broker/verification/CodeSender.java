package io.waggle.broker.verification;

import io.waggle.broker.account.Identifier;
import java.time.Duration;
import java.util.Set;

/** A way to bring a one-time code to a person. Called on threads that may wait, by several at a time. */
public interface CodeSender extends AutoCloseable {

    /** What it can send to. */
    Set<Identifier.Kind> kinds();

    /**
     * Hands the code over to whoever carries it. Returns when that has taken it, which is no promise that it arrives.
     *
     * @param to of one of {@link #kinds}
     * @param code decimal digits
     * @param validFor how long the code can be used, for the text of the message
     * @throws CodeNotSent if it was not taken
     */
    void send(Identifier to, String code, Duration validFor) throws CodeNotSent;

    /** Ends what it holds open. */
    @Override
    default void close() {
        // most hold nothing
    }
}
