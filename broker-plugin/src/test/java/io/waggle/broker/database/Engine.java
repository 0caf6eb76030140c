package io.waggle.broker.database;

import io.waggle.broker.config.DatabaseConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The engines that everything relational is tested on. A test class gets a database of its own, empty. */
public enum Engine {
    H2 {
        @Override
        DatabaseConfig config(Path folder) {
            return new DatabaseConfig("embedded", folder.resolve("database"), 8, PATIENCE);
        }
    },
    /** A real PostgreSQL, one process for all tests of this JVM; it ends with it. */
    POSTGRES {
        @Override
        DatabaseConfig config(Path folder) {
            String name = "waggle_" + Server.NUMBER.incrementAndGet();
            try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return new DatabaseConfig(Server.POSTGRES.getJdbcUrl("postgres", name), folder, 8, PATIENCE);
        }
    };

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A configuration of a database that is empty when it is first opened. */
    abstract DatabaseConfig config(Path folder);

    /** Where a database is that is empty when it is first opened, as the configuration has it. */
    public String url(Path folder) {
        return config(folder).url();
    }

    /** A database of this engine, up to date. */
    public Database open(Path folder) {
        return Database.open(config(folder));
    }

    /** Made when it is first needed. */
    private static final class Server {

        private static final AtomicInteger NUMBER = new AtomicInteger();
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("synchronous_commit", "on") // as in life, and not as the library has it
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
