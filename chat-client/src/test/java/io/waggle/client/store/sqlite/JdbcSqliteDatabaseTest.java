package io.waggle.client.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.client.store.SqlDatabase;
import io.waggle.client.store.SqlDatabaseContract;
import io.waggle.client.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcSqliteDatabaseTest extends SqlDatabaseContract {

    @TempDir
    Path elsewhere;

    @Override
    protected SqlDatabase open(Path file) {
        return JdbcSqliteDatabase.open(file);
    }

    @Test
    void flushesEveryCommitToDisk() {
        SqlDatabase database = open(elsewhere.resolve("a.db"));

        List<Long> synchronous =
                database.transaction(session -> session.list("PRAGMA synchronous", row -> row.integer(0)));
        assertThat(synchronous).as("2 is FULL").containsExactly(2L);
        List<String> journal = database.transaction(session -> session.list("PRAGMA journal_mode", row -> row.text(0)));
        assertThat(journal).containsExactly("wal");
        database.close();
    }

    @Test
    void keepsASecondClientOutOfTheFile() {
        Path file = elsewhere.resolve("a.db");
        SqlDatabase first = open(file);
        first.transaction(session -> session.execute("CREATE TABLE t (k INTEGER)"));

        assertThatThrownBy(() -> open(file)).isInstanceOf(StoreException.class).hasMessageContaining("a.db");

        first.close();
        open(file).close();
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Path file = elsewhere.resolve("letter.txt");
        Files.writeString(file, "this is not a database, it is a letter".repeat(100));

        assertThatThrownBy(() -> open(file)).isInstanceOf(StoreException.class);
        assertThat(Files.readString(file)).startsWith("this is not a database");
    }

    @Test
    void refusesADirectoryThatIsNotThere() {
        assertThatThrownBy(() -> open(elsewhere.resolve("nowhere").resolve("a.db")))
                .isInstanceOf(StoreException.class);
    }
}
