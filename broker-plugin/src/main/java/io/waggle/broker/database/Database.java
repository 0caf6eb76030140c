package io.waggle.broker.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.waggle.broker.config.DatabaseConfig;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the relational database. Thread-safe. A transaction has the isolation level READ COMMITTED, which both
 * engines give alike; whatever must not change under it locks its row with {@code FOR UPDATE}.
 *
 * <p>H2 keeps commits in memory for up to half a second, whatever {@code WRITE_DELAY} says (seen in its source, 2.4.240: no
 * commit flushes). So here a write to it is followed by a checkpoint, shared by all who wait for one.
 */
public final class Database implements AutoCloseable {

    private static final String MIGRATIONS = "classpath:io/waggle/broker/database/migration";

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final @Nullable Checkpoints checkpoints;

    private Database(HikariDataSource pool, boolean embedded) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.checkpoints =
                embedded ? new Checkpoints(() -> jdbi.useHandle(handle -> handle.execute("CHECKPOINT SYNC"))) : null;
    }

    /**
     * Opens the database, and brings its tables up to date.
     *
     * @throws DatabaseUnavailable if it cannot be reached, is in use by another process, or is of a newer version
     */
    public static Database open(DatabaseConfig config) {
        HikariDataSource pool = connect(config);
        try {
            migrate(pool);
            return new Database(pool, config.embedded());
        } catch (FlywayException e) {
            pool.close();
            throw new DatabaseUnavailable("cannot bring the tables of the database up to date: " + e.getMessage(), e);
        }
    }

    private static HikariDataSource connect(DatabaseConfig config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("waggle-database");
        hikari.setDataSource(
                config.embedded() ? DataSources.h2(config.directory()) : DataSources.postgres(config.url()));
        hikari.setMaximumPoolSize(config.poolSize());
        hikari.setConnectionTimeout(config.patience().toMillis());
        hikari.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        try {
            return new HikariDataSource(hikari);
        } catch (RuntimeException e) {
            throw new DatabaseUnavailable("cannot open the database: " + rootMessage(e), e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? String.valueOf(failure.getMessage()) : rootMessage(cause);
    }

    private static void migrate(HikariDataSource pool) {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(pool)
                .locations(MIGRATIONS)
                .load()
                .migrate();
    }

    /** Runs a transaction that only reads. @throws DatabaseUnavailable if it cannot be run */
    public <T> T read(Work<T> work) {
        return run(work);
    }

    /** Runs a transaction; what it wrote is on disk when this returns. @throws DatabaseUnavailable if that is not known */
    public <T> T write(Work<T> work) {
        T result = run(work);
        if (checkpoints != null) {
            try {
                checkpoints.await();
            } catch (JdbiException e) {
                throw new DatabaseUnavailable("the database cannot write to its disk", WithoutValues.of(e));
            }
        }
        return result;
    }

    /**
     * Runs a transaction that a crash may undo: what is written comes to the disk soon. For what is done again when it was undone.
     *
     * @throws DatabaseUnavailable if it cannot be run
     */
    public <T> T writeSoon(Work<T> work) {
        return run(work);
    }

    private <T> T run(Work<T> work) {
        try {
            return jdbi.inTransaction(work::run);
        } catch (JdbiException e) {
            throw new DatabaseUnavailable("the database did not do it", WithoutValues.of(e));
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
