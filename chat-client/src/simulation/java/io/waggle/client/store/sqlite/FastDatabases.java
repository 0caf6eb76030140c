package io.waggle.client.store.sqlite;

import io.waggle.client.store.SqlDatabase;
import io.waggle.client.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;

/** Databases for tests in which processes die and power does not: nothing is flushed. */
public final class FastDatabases {

    private FastDatabases() {}

    public static SqlDatabase open(Path file) {
        try {
            Connection connection = JDBC.createConnection(JDBC.PREFIX + file, new Properties());
            SqlDatabase database = JdbcSqliteDatabase.over(connection);
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA synchronous = OFF");
            }
            connection.setAutoCommit(false);
            return database;
        } catch (SQLException e) {
            throw new StoreException("cannot open", e);
        }
    }
}
