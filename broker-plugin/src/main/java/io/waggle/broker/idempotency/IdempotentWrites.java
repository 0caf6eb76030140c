package io.waggle.broker.idempotency;

import com.google.crypto.tink.Aead;
import io.waggle.broker.database.Database;
import io.waggle.broker.database.Work;
import io.waggle.broker.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Transactions that are done once for an {@link IdempotencyKey}, also when both come at the same moment or a crash lies between
 * them: the outcome is remembered in the transaction that had it. For any thread.
 *
 * <p>Outcomes have secrets in them (tokens, for one), so they are sealed, and keys and requests are stored as keyed hashes.
 */
public final class IdempotentWrites {

    /** How long an outcome is remembered. */
    public static final Duration RETENTION = Duration.ofDays(1);

    private static final String KEY = "waggle/idempotency-key/v1";
    private static final String REQUEST = "waggle/idempotent-request/v1";

    private final Database database;
    private final SecretKey secret;
    private final Aead aead;
    private final Clock clock;

    public IdempotentWrites(Database database, SecretKey secret, Aead aead, Clock clock) {
        this.database = database;
        this.secret = secret;
        this.aead = aead;
        this.clock = clock;
    }

    /**
     * Runs a transaction as {@link Database#write} does; or, if it was run for the key before, returns what it returned then.
     *
     * @param key nothing: run it in any case
     * @throws IdempotencyKeyReused if it was run for the key before, for another request
     */
    public <T> T write(Optional<IdempotencyKey> key, Memory<T> memory, Work<T> work) {
        return database.write(handle -> key.isPresent() ? once(handle, key.get(), memory, work) : work.run(handle));
    }

    private <T> T once(Handle handle, IdempotencyKey key, Memory<T> memory, Work<T> work) {
        byte[] lookup = secret.hash(KEY, key.identity());
        byte[] request = secret.hash(REQUEST, key.request());
        // Waits for another transaction that has inserted it and not ended.
        int inserted = handle.createUpdate("INSERT INTO idempotency_key (lookup_key, request_hash, first_used_at)"
                        + " VALUES (:key, :request, :now) ON CONFLICT DO NOTHING")
                .bind("key", lookup)
                .bind("request", request)
                .bind("now", now())
                .execute();
        return inserted == 1
                ? remembered(handle, lookup, memory, work.run(handle))
                : memory.recall(open(find(handle, lookup, request), lookup));
    }

    private <T> T remembered(Handle handle, byte[] lookup, Memory<T> memory, T outcome) {
        Optional<String> kept = memory.keep(outcome);
        if (kept.isPresent()) {
            handle.execute(
                    "UPDATE idempotency_key SET sealed = ? WHERE lookup_key = ?", seal(kept.get(), lookup), lookup);
        } else {
            handle.execute("DELETE FROM idempotency_key WHERE lookup_key = ?", (Object) lookup);
        }
        return outcome;
    }

    private static byte[] find(Handle handle, byte[] lookup, byte[] request) {
        return handle.createQuery("SELECT request_hash, sealed FROM idempotency_key WHERE lookup_key = :key")
                .bind("key", lookup)
                .map((row, context) -> {
                    if (!MessageDigest.isEqual(row.getBytes("request_hash"), request)) {
                        throw new IdempotencyKeyReused();
                    }
                    return row.getBytes("sealed");
                })
                .one();
    }

    /** Forgets the outcome, because what it promised did not come about after all: a repetition is done anew. */
    public void forget(IdempotencyKey key) {
        database.write(handle -> handle.execute(
                "DELETE FROM idempotency_key WHERE lookup_key = ?", (Object) secret.hash(KEY, key.identity())));
    }

    /** Forgets outcomes that are older than {@link #RETENTION}. */
    public int forget(Handle handle) {
        return handle.execute("DELETE FROM idempotency_key WHERE first_used_at < ?", now().minus(RETENTION));
    }

    private byte[] seal(String text, byte[] lookup) {
        try {
            return aead.encrypt(text.getBytes(StandardCharsets.UTF_8), lookup);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an outcome cannot be sealed", e);
        }
    }

    private String open(byte[] sealed, byte[] lookup) {
        try {
            return new String(aead.decrypt(sealed, lookup), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored outcome cannot be opened: is the keyset another one?", e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
