package io.waggle.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database of a platform must do. An Android application passes this with its own. */
public abstract class SqlDatabaseContract {

    @TempDir
    Path directory;

    private SqlDatabase database;

    /** A database on the file, which may be there already. */
    protected abstract SqlDatabase open(Path file);

    @BeforeEach
    void create() {
        database = open(file());
        database.transaction(
                session -> session.execute("CREATE TABLE t (k INTEGER PRIMARY KEY, a TEXT, b BLOB, c INTEGER)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keepsNumbersTextsBytesAndNulls() {
        byte[] bytes = {0, 1, -1, 127, -128};
        String text = "grüße 👋 \u0000 end";
        database.transaction(
                session -> session.execute("INSERT INTO t VALUES (?, ?, ?, ?)", Long.MIN_VALUE, text, bytes, null));
        database.transaction(
                session -> session.execute("INSERT INTO t VALUES (?, ?, ?, ?)", Long.MAX_VALUE, "", new byte[0], 0L));

        database.transaction(session -> session.list("SELECT k, a, b, c FROM t ORDER BY k", row -> {
            boolean first = row.integer(0) == Long.MIN_VALUE;
            assertThat(row.integer(0)).isEqualTo(first ? Long.MIN_VALUE : Long.MAX_VALUE);
            assertThat(row.text(1)).isEqualTo(first ? text : "");
            assertThat(row.bytes(2)).isEqualTo(first ? bytes : new byte[0]);
            assertThat(row.isNull(3)).isEqualTo(first);
            assertThat(row.integer(3)).isZero();
            return first;
        }));
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void findsRowsByBytes() {
        database.transaction(session -> session.execute("INSERT INTO t VALUES (1, 'x', ?, 0)", new byte[] {1, 2}));

        assertThat(number("SELECT count(*) FROM t WHERE b = ?", new byte[] {1, 2}))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM t WHERE b = ?", new byte[] {1, 3}))
                .isZero();
    }

    @Test
    void saysHowManyRowsChanged() {
        for (long k = 0; k < 5; k++) {
            insert(k);
        }

        assertThat(this.<Integer>in(session -> session.execute("UPDATE t SET c = 1 WHERE k < 3")))
                .isEqualTo(3);
        assertThat(this.<Integer>in(session -> session.execute("INSERT OR IGNORE INTO t VALUES (1, '', x'', 0)")))
                .isZero();
        assertThat(this.<Integer>in(session -> session.execute("DELETE FROM t WHERE k = 7")))
                .isZero();
    }

    @Test
    void doesAllOfATransactionOrNothing() {
        assertThatThrownBy(() -> database.transaction(session -> {
                    session.execute("INSERT INTO t VALUES (1, '', x'', 0)");
                    session.execute("CREATE TABLE u (k INTEGER)");
                    throw new IllegalStateException("in the middle");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("in the middle");

        assertThat(count()).isZero();
        assertThat(number("SELECT count(*) FROM sqlite_master WHERE name = 'u'"))
                .isZero();
        insert(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void undoesAlsoWhatAnErrorInterrupts() {
        assertThatThrownBy(() -> database.transaction(session -> {
                    session.execute("INSERT INTO t VALUES (1, '', x'', 0)");
                    throw new AssertionError("worse");
                }))
                .isInstanceOf(AssertionError.class);

        assertThat(count()).isZero();
    }

    @Test
    void reportsAStatementThatFailsAndGoesOn() {
        assertThatThrownBy(() -> in(session -> session.execute("INSERT INTO nowhere VALUES (1)")))
                .isInstanceOf(StoreException.class)
                .hasCauseInstanceOf(Exception.class);
        insert(1);
        assertThatThrownBy(() -> insert(1)).isInstanceOf(StoreException.class);

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void stopsAQueryWhenTheVisitorHasEnough() {
        for (long k = 0; k < 100; k++) {
            insert(k);
        }
        List<Long> seen = new ArrayList<>();

        in(session -> {
            session.query("SELECT k FROM t ORDER BY k", row -> {
                seen.add(row.integer(0));
                return seen.size() < 3;
            });
            return true;
        });

        assertThat(seen).containsExactly(0L, 1L, 2L);
        assertThat(count()).isEqualTo(100);
    }

    @Test
    void keepsWhatIsCommittedAcrossAReopening() {
        insert(1);
        database.close();

        database = open(file());

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void refusesToWorkOnceItIsClosed() {
        database.close();
        database.close();

        assertThatThrownBy(this::count).isInstanceOf(StoreException.class);
    }

    @Test
    void refusesATransactionWithinATransaction() {
        assertThatThrownBy(() -> in(session -> in(inner -> 1))).isInstanceOf(IllegalStateException.class);

        insert(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void runsTransactionsOfManyThreadsOneAfterAnother() throws InterruptedException {
        insert(0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 200; i++) {
            threads.execute(() -> in(session -> {
                long present = session.number("SELECT c FROM t WHERE k = 0");
                return session.execute("UPDATE t SET c = ? WHERE k = 0", present + 1);
            }));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(number("SELECT c FROM t WHERE k = 0")).isEqualTo(200);
    }

    private Path file() {
        return directory.resolve("store.db");
    }

    private void insert(long k) {
        in(session -> session.execute("INSERT INTO t VALUES (?, '', x'', 0)", k));
    }

    private long count() {
        return number("SELECT count(*) FROM t");
    }

    private long number(String query, Object... arguments) {
        return in(session -> session.number(query, arguments));
    }

    private <T> T in(java.util.function.Function<SqlSession, T> work) {
        return database.transaction(work);
    }
}
