package io.waggle.broker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.broker.config.DatabaseConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class DatabaseTest {

    private final Engine engine;

    @TempDir
    private Path folder;

    DatabaseTest(Engine engine) {
        this.engine = engine;
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        DatabaseConfig config = engine.config(folder);
        UUID id = UUID.randomUUID();
        try (Database database = Database.open(config)) {
            database.write(handle -> insert(handle, id));
        }
        try (Database database = Database.open(config)) {
            assertThat(ids(database)).containsExactly(id);
        }
    }

    @Test
    void whateverThrowsRollsTheTransactionBack() {
        try (Database database = engine.open(folder)) {
            IllegalStateException why = new IllegalStateException("why");

            assertThatThrownBy(() -> database.write(handle -> {
                        insert(handle, UUID.randomUUID());
                        throw why;
                    }))
                    .isSameAs(why);
            assertThat(ids(database)).isEmpty();
        }
    }

    @Test
    void aStatementThatTheDatabaseRefusesIsToldAsOneException() {
        try (Database database = engine.open(folder)) {
            assertThatThrownBy(() -> database.write(handle -> handle.execute("SELECT * FROM nowhere")))
                    .isInstanceOf(DatabaseUnavailable.class);
        }
    }

    /** The messages of both engines quote values, and so does Jdbi. */
    @Test
    void aFailureNamesNoValueInWhateverIsLoggedOfIt() {
        try (Database database = engine.open(folder)) {
            String personal = "Anna's telephone";
            Work<Integer> insert = handle -> handle.createUpdate(
                            "INSERT INTO account (account_id, created_at) VALUES (:id, CURRENT_TIMESTAMP)")
                    .bind("id", personal)
                    .execute();
            Work<Integer> tooLong = handle -> handle.createUpdate(
                            "INSERT INTO account (account_id, created_at) VALUES (:id, CURRENT_TIMESTAMP)")
                    .bind("id", personal.repeat(10))
                    .execute();
            database.write(insert);

            for (Work<Integer> fails : List.of(insert, tooLong)) {
                DatabaseUnavailable failure =
                        catchThrowableOfType(DatabaseUnavailable.class, () -> database.write(fails));
                StringWriter logged = new StringWriter();
                failure.printStackTrace(new PrintWriter(logged));
                assertThat(logged.toString()).contains("SQLSTATE 2").doesNotContain(personal);
            }
        }
    }

    @Test
    void aRequestWaitsForAConnectionOnlySoLong() {
        DatabaseConfig config = engine.config(folder);
        DatabaseConfig two = new DatabaseConfig(config.url(), config.directory(), 2, Duration.ofMillis(250));
        try (Database database = Database.open(two)) {
            CountDownLatch busy = new CountDownLatch(2);
            CountDownLatch done = new CountDownLatch(1);
            Work<Boolean> hold = handle -> {
                busy.countDown();
                await(done);
                return true;
            };
            CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> database.read(hold));
            CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> database.read(hold));
            await(busy);

            assertThatThrownBy(() -> database.read(handle -> true)).isInstanceOf(DatabaseUnavailable.class);

            done.countDown();
            assertThat(first.join() && second.join()).isTrue();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int insert(org.jdbi.v3.core.Handle handle, UUID id) {
        return handle.createUpdate("INSERT INTO account_change (kind, account_id, session_id, changed_at)"
                        + " VALUES ('x', 'y', :id, CURRENT_TIMESTAMP)")
                .bind("id", id)
                .execute();
    }

    private static List<UUID> ids(Database database) {
        return database.read(handle -> handle.createQuery("SELECT session_id FROM account_change")
                .mapTo(UUID.class)
                .list());
    }
}
