package io.waggle.broker.database;

import java.io.Serial;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure of the database leaves for the log: which exceptions, from where, with which SQLSTATE. Their messages quote values
 * (H2 and PostgreSQL name the key that was there already, H2 the text that was too long), and values are people's.
 */
final class WithoutValues extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int MAX_DEPTH = 16;

    private WithoutValues(String message, @Nullable Throwable cause, StackTraceElement[] from) {
        super(message, cause, false, true);
        setStackTrace(from);
    }

    /** The same failure without anything that was sent to the database, or read from it. */
    static Throwable of(Throwable failure) {
        return of(failure, 0);
    }

    private static Throwable of(Throwable failure, int depth) {
        Throwable cause = failure.getCause();
        return new WithoutValues(
                description(failure),
                cause == null || depth == MAX_DEPTH ? null : of(cause, depth + 1),
                failure.getStackTrace());
    }

    private static String description(Throwable failure) {
        String name = failure.getClass().getName();
        return failure instanceof SQLException sql
                ? name + ", SQLSTATE " + sql.getSQLState() + ", code " + sql.getErrorCode()
                : name;
    }
}
