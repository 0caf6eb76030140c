package io.waggle.client.store;

import java.io.Serial;

/** The store failed: the disk is full, the file is damaged or held by another process. Nothing of the call happened. */
public final class StoreException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what could not be done, and why. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Says what could not be done. */
    public StoreException(String message) {
        super(message);
    }
}
