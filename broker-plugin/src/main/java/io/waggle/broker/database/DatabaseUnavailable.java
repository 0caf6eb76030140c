package io.waggle.broker.database;

import java.io.Serial;

/**
 * The database could not do what it was asked to, now: nobody answers, no connection is free, the disk is full. What was
 * asked may have happened or not; it is safe to repeat.
 */
public final class DatabaseUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    DatabaseUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
