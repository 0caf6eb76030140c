package io.waggle.broker.idempotency;

import java.io.Serial;

/** A key came again with another request than before: the client has made one up twice. Nothing was done. */
public final class IdempotencyKeyReused extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    IdempotencyKeyReused() {
        super("an idempotency key was used for two requests", null, false, false);
    }
}
