package io.waggle.client.store.sqlite;

import io.waggle.client.store.SqlDatabase;
import io.waggle.client.store.SqlSession;
import io.waggle.client.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * SQLite by JDBC, one connection, one transaction at a time: the monitor of this object is held during each and owns the
 * connection and its statements.
 *
 * <p>Write-ahead logging, so that a commit is one append and one flush. {@code synchronous=FULL} makes it that flush: with
 * the default of this mode, NORMAL, a commit can be undone by the loss of power, and a message whose "stored" was
 * announced, or that was acknowledged to the server and deleted there, would be gone. The exclusive lock keeps a second
 * process from using the same device's store.
 */
public final class JdbcSqliteDatabase implements SqlDatabase {

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean inTransaction;
    private boolean closed;

    private JdbcSqliteDatabase(Connection connection) {
        this.connection = connection;
    }

    /** Opens the file, or makes it. @throws StoreException if it cannot be read or another process has it open */
    public static JdbcSqliteDatabase open(Path file) {
        try {
            return over(JDBC.createConnection(JDBC.PREFIX + file, new Properties()));
        } catch (SQLException e) {
            throw new StoreException("cannot open the store " + file.getFileName(), e);
        }
    }

    /** Takes over a connection to a SQLite database, and sets it up as described above. */
    static JdbcSqliteDatabase over(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return new JdbcSqliteDatabase(connection);
    }

    @Override
    public synchronized <T> T transaction(Function<SqlSession, T> work) {
        if (closed) {
            throw new StoreException("the store is closed");
        }
        if (inTransaction) {
            throw new IllegalStateException("a transaction within a transaction");
        }
        inTransaction = true;
        boolean done = false;
        try {
            T result = work.apply(new Session());
            connection.commit();
            done = true;
            return result;
        } catch (SQLException e) {
            throw new StoreException("cannot commit", e);
        } finally {
            inTransaction = false;
            if (!done) {
                rollBack();
            }
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("cannot close", e);
        }
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new StoreException("cannot roll back", e);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int place, @Nullable Object argument) throws SQLException {
        if (argument instanceof Long number) {
            statement.setLong(place, number);
        } else if (argument instanceof String text) {
            statement.setString(place, text);
        } else if (argument instanceof byte[] bytes) {
            statement.setBytes(place, bytes);
        } else if (argument == null) {
            statement.setNull(place, java.sql.Types.NULL);
        } else {
            throw new IllegalArgumentException("not a Long, String, byte[] or null: " + argument.getClass());
        }
    }

    private final class Session implements SqlSession {

        @Override
        public int execute(String sql, @Nullable Object... arguments) {
            try {
                return prepare(sql, arguments).executeUpdate();
            } catch (SQLException e) {
                throw new StoreException("cannot execute: " + sql, e);
            }
        }

        @Override
        public void query(String sql, RowVisitor visitor, @Nullable Object... arguments) {
            try (ResultSet rows = prepare(sql, arguments).executeQuery()) {
                Row row = new JdbcRow(rows);
                boolean more = true;
                while (more && rows.next()) {
                    more = visitor.visit(row);
                }
            } catch (SQLException e) {
                throw new StoreException("cannot query: " + sql, e);
            }
        }
    }

    private record JdbcRow(ResultSet rows) implements SqlSession.Row {

        @Override
        public long integer(int column) {
            return read(() -> rows.getLong(column + 1));
        }

        @Override
        public String text(int column) {
            return read(() -> rows.getString(column + 1));
        }

        @Override
        public byte[] bytes(int column) {
            return read(() -> rows.getBytes(column + 1));
        }

        @Override
        public boolean isNull(int column) {
            return read(() -> {
                Object value = rows.getObject(column + 1);
                return value == null;
            });
        }

        private static <T> T read(Read<T> read) {
            try {
                return read.get();
            } catch (SQLException e) {
                throw new StoreException("cannot read a row", e);
            }
        }

        private interface Read<T> {
            T get() throws SQLException;
        }
    }
}
