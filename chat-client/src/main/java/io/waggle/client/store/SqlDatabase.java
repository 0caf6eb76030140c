package io.waggle.client.store;

import java.util.function.Function;

/**
 * The seam between the store and the SQLite of a platform: what an Android application implements over the framework's
 * database, and {@link io.waggle.client.store.sqlite.JdbcSqliteDatabase} over JDBC. {@code SqlDatabaseContract} among the
 * tests says what an implementation must do.
 *
 * <p>An implementation may be called from any thread and runs one transaction at a time. A transaction that has returned
 * is on disk: it survives the loss of power. It keeps other processes out of the file.
 */
public interface SqlDatabase extends AutoCloseable {

    /**
     * Runs the work in one transaction. All of it is on disk when this returns; if the work throws, none of it happened
     * and the same exception comes out.
     *
     * @throws StoreException if the database failed; none of the work happened then either
     */
    <T> T transaction(Function<SqlSession, T> work);

    /** Gives the file back. What is called later throws {@link StoreException}; closing again does nothing. */
    @Override
    void close();
}
