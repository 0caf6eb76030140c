package io.waggle.broker.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waggle.broker.account.Seals;
import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IdempotentWritesTest extends OnEachEngine {

    private static final String KEY = "5b0d8a3e-made-up";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00Z"));
    private final SecretKey secret = SecretKey.random();
    private final AtomicInteger runs = new AtomicInteger();
    private IdempotentWrites writes;

    @SuppressWarnings("NullAway.Init")
    IdempotentWritesTest(Engine engine) {
        super(engine);
    }

    @BeforeEach
    void make() {
        writes = new IdempotentWrites(database, secret, Seals.aead(), clock);
    }

    /** Remembers what does not begin with "refused". */
    private static final Memory<String> SUCCESSES = new Memory<>() {
        @Override
        public Optional<String> keep(String outcome) {
            return outcome.startsWith("refused") ? Optional.empty() : Optional.of(outcome);
        }

        @Override
        public String recall(String kept) {
            return "again: " + kept;
        }
    };

    private static Optional<IdempotencyKey> key(String scope, String key, String request) {
        return IdempotencyKey.parse(scope, key, request.getBytes(StandardCharsets.UTF_8));
    }

    private String write(Optional<IdempotencyKey> key) {
        return writes.write(key, SUCCESSES, this::effect);
    }

    private String effect(Handle handle) {
        return "done " + runs.incrementAndGet();
    }

    @Test
    void aRepetitionIsNotDoneAndGetsTheFirstOutcome() {
        assertThat(write(key("anna POST /things", KEY, "one"))).isEqualTo("done 1");
        assertThat(write(key("anna POST /things", KEY, "one"))).isEqualTo("again: done 1");
        assertThat(write(key("anna POST /things", '"' + KEY + '"', "one")))
                .as("quoted as in the draft")
                .isEqualTo("again: done 1");
        assertThat(runs).hasValue(1);
    }

    @Test
    void withoutAKeyEverythingIsDone() {
        assertThat(write(Optional.empty())).isEqualTo("done 1");
        assertThat(write(Optional.empty())).isEqualTo("done 2");
    }

    @Test
    void theSameKeyOfAnotherCallerOrResourceIsAnotherKey() {
        write(key("anna POST /things", KEY, "one"));

        assertThat(write(key("bob POST /things", KEY, "one"))).isEqualTo("done 2");
        assertThat(write(key("anna POST /others", KEY, "one"))).isEqualTo("done 3");
    }

    @Test
    void aKeyThatIsUsedForAnotherRequestDoesNothing() {
        write(key("anna POST /things", KEY, "one"));

        assertThatThrownBy(() -> write(key("anna POST /things", KEY, "two"))).isInstanceOf(IdempotencyKeyReused.class);
        assertThat(runs).hasValue(1);
    }

    @Test
    void whatWasRefusedOrFailedMayBeTriedAgain() {
        Optional<IdempotencyKey> key = key("anna POST /things", KEY, "one");
        assertThat(writes.write(key, SUCCESSES, handle -> "refused")).isEqualTo("refused");
        assertThatThrownBy(() -> writes.write(key, SUCCESSES, handle -> {
                    throw new IllegalArgumentException("failed");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(write(key)).isEqualTo("done 1");
    }

    @Test
    void oneOfManyAtOnceIsDoneAndAllGetItsOutcome() throws Exception {
        int many = 6;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        CountDownLatch allThere = new CountDownLatch(many);
        try {
            List<CompletableFuture<String>> outcomes = java.util.stream.IntStream.range(0, many)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                allThere.countDown();
                                await(allThere);
                                return write(key("anna POST /things", KEY, "one"));
                            },
                            threads))
                    .toList();
            for (CompletableFuture<String> outcome : outcomes) {
                assertThat(outcome.get()).endsWith("done 1");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(runs).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anOutcomeIsRememberedForADay() {
        Optional<IdempotencyKey> key = key("anna POST /things", KEY, "one");
        write(key);
        clock.advance(IdempotentWrites.RETENTION);
        database.write(writes::forget);
        assertThat(write(key)).isEqualTo("again: done 1");

        clock.advance(Duration.ofMillis(1));
        database.write(writes::forget);
        assertThat(write(key)).isEqualTo("done 2");
    }

    @Test
    void theTableHasNeitherTheKeyNorTheRequestNorTheOutcome() {
        write(key("anna POST /things", KEY, "the request"));

        String all = database.read(
                handle -> handle.createQuery("SELECT lookup_key, request_hash, sealed FROM idempotency_key")
                        .map((row, context) -> text(row.getBytes(1)) + text(row.getBytes(2)) + text(row.getBytes(3)))
                        .one());
        assertThat(all).doesNotContain(KEY, "anna", "the request", "done");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aKeyIsLongEnoughAndPrintable() {
        assertThat(key("s", "1234567", "")).isEmpty();
        assertThat(key("s", "12345678", "")).isPresent();
        assertThat(key("s", "x".repeat(128), "")).isPresent();
        assertThat(key("s", "x".repeat(129), "")).isEmpty();
        assertThat(key("s", "with space", "")).isEmpty();
        assertThat(key("s", "12345678\r\nX: y", "")).isEmpty();
        assertThat(key("s", "\"12345678", "")).isEmpty();
        assertThat(key("s", "k\u00e4se-k\u00e4se", "")).isEmpty();
        assertThat(key("s", "12345678", "").orElseThrow()).hasToString("IdempotencyKey[hidden]");
    }
}
