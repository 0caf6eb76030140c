package io.waggle.broker.idempotency;

import java.util.Optional;

/** How the outcome of a request is remembered, to be had again. */
public interface Memory<T> {

    /**
     * The outcome as text. Nothing if it is not to be remembered, because a repetition may well have another: what was refused may
     * be allowed later.
     */
    Optional<String> keep(T outcome);

    /** The outcome that the text is of. */
    T recall(String kept);
}
