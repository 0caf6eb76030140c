package io.waggle.broker.verification;

import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.IdentifierSeal;
import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.Rate;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.config.VerificationConfig;
import io.waggle.broker.secret.SecretKey;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The table of codes that were sent. Every method is part of its caller's transaction. For any thread.
 *
 * <p>A code is stored as a keyed hash bound to its verification: whoever has the table alone cannot try them. What the limits
 * leave to a guesser: {@code tries} times {@link RateLimit#CODES_LONG_TERM} in 10 to the power of the digits, per identifier; with
 * the defaults one in 20,000 a day.
 */
public final class Verifications {

    private static final String PURPOSE = "waggle/code/v1";

    /** Kept here, for they must outlast a restart; closed where the database is not available. */
    private static final List<RateLimit> LIMITS = List.of(RateLimit.CODES_SHORT_TERM, RateLimit.CODES_LONG_TERM);

    private final IdentifierSeal seal;
    private final SecretKey secret;
    private final VerificationConfig config;
    private final LimitConfig limits;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Verifications(
            IdentifierSeal seal, SecretKey secret, VerificationConfig config, LimitConfig limits, Clock clock) {
        this.seal = seal;
        this.secret = secret;
        this.config = config;
        this.limits = limits;
        this.clock = clock;
    }

    /** Whether a code can be sent. */
    public sealed interface Begun {

        /**
         * It is to be sent to the person now.
         *
         * @param code a secret, which {@code toString} leaves out
         */
        record Code(UUID verification, String code, Duration validFor) implements Begun {

            @Override
            public String toString() {
                return "Code[" + verification + "]";
            }
        }

        /** It was sent before: this is a repetition of the request that had it sent. */
        record Before(UUID verification, Duration validFor) implements Begun {}

        /** Too many went there of late; after this time one more may. */
        record TooMany(RateLimit limit, Duration retryAfter) implements Begun {}
    }

    /**
     * Makes a code for an identifier. Says nothing about, and does not look at, whether an account has it.
     */
    public Begun begin(Handle handle, Identifier identifier) {
        byte[] key = seal.lookupKey(identifier);
        Instant now = now();
        for (RateLimit limit : LIMITS) {
            Optional<Duration> wait = limits.rate(limit).flatMap(rate -> wait(handle, key, now, rate));
            if (wait.isPresent()) {
                return new Begun.TooMany(limit, wait.get());
            }
        }
        UUID verification = UUID.randomUUID();
        String code = newCode();
        handle.createUpdate("INSERT INTO verification"
                        + " (verification_id, lookup_key, kind, sealed, code_hash, tries, begun_at, expires_at)"
                        + " VALUES (:verification, :key, :kind, :sealed, :hash, 0, :now, :expires)")
                .bind("verification", verification)
                .bind("key", key)
                .bind("kind", identifier.kind().name())
                .bind("sealed", seal.seal(identifier))
                .bind("hash", hash(verification, code))
                .bind("now", now)
                .bind("expires", now.plus(config.codeLifetime()))
                .execute();
        return new Begun.Code(verification, code, config.codeLifetime());
    }

    /** How long until fewer than so many have gone to the identifier within the period; nothing if that is so now. */
    private static Optional<Duration> wait(Handle handle, byte[] key, Instant now, Rate rate) {
        return handle.createQuery("SELECT begun_at FROM verification WHERE lookup_key = :key AND begun_at > :since"
                        + " ORDER BY begun_at DESC OFFSET :most ROWS FETCH FIRST 1 ROWS ONLY")
                .bind("key", key)
                .bind("since", now.minus(rate.period()))
                .bind("most", rate.count() - 1)
                .mapTo(Instant.class)
                .findOne()
                .map(nth -> Duration.between(now, nth.plus(rate.period())));
    }

    private String newCode() {
        StringBuilder code = new StringBuilder(config.codeDigits());
        for (int i = 0; i < config.codeDigits(); i++) {
            code.append((char) ('0' + random.nextInt(10)));
        }
        return code.toString();
    }

    /**
     * The identifier that the code was sent to, if it is the right one. A wrong code counts, and must therefore be committed
     * by the caller too. A right one stays good until {@link #use}.
     */
    public Optional<Identifier> check(Handle handle, UUID verification, String code) {
        Row row = lock(handle, verification).orElse(null);
        if (row == null || row.used || row.tries >= config.triesPerCode() || !row.expiresAt.isAfter(now())) {
            return Optional.empty();
        }
        if (!MessageDigest.isEqual(row.codeHash, hash(verification, code))) {
            handle.execute("UPDATE verification SET tries = tries + 1 WHERE verification_id = ?", verification);
            return Optional.empty();
        }
        return Optional.of(seal.open(row.kind, row.sealed, row.lookupKey));
    }

    /** The code has served its purpose and is good no more. */
    public void use(Handle handle, UUID verification) {
        handle.execute("UPDATE verification SET used_at = ? WHERE verification_id = ?", now(), verification);
    }

    /** A code that was sent, as whom it was sent to may see it. */
    public record Sent(Identifier.Kind kind, Instant begunAt, Instant expiresAt, boolean used) {}

    /** The codes of the last day for identifiers with these keyed hashes. */
    public List<Sent> list(Handle handle, List<byte[]> lookupKeys) {
        return lookupKeys.stream()
                .flatMap(key -> handle
                        .createQuery("SELECT kind, begun_at, expires_at, used_at FROM verification"
                                + " WHERE lookup_key = :key ORDER BY begun_at, verification_id")
                        .bind("key", key)
                        .map((row, context) -> new Sent(
                                Identifier.Kind.valueOf(row.getString("kind")),
                                row.getTimestamp("begun_at").toInstant(),
                                row.getTimestamp("expires_at").toInstant(),
                                row.getTimestamp("used_at") != null))
                        .list()
                        .stream())
                .toList();
    }

    /**
     * No code for an identifier with one of these keyed hashes is good any more, and the identifier can no longer be read here. The
     * rows stay for their day: whoever deletes an account again and again gets no more codes for it than anybody else.
     */
    public void endAll(Handle handle, List<byte[]> lookupKeys) {
        for (byte[] key : lookupKeys) {
            handle.createUpdate("UPDATE verification SET used_at = :now, sealed = :nothing WHERE lookup_key = :key")
                    .bind("now", now())
                    .bind("nothing", new byte[0])
                    .bind("key", key)
                    .execute();
        }
    }

    /** Forgets what no code and no limit looks back to. */
    public int forget(Handle handle) {
        Duration longest = LIMITS.stream()
                .flatMap(limit -> limits.rate(limit).stream())
                .map(Rate::period)
                .reduce(config.codeLifetime(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        return handle.execute("DELETE FROM verification WHERE begun_at < ?", now().minus(longest));
    }

    private static Optional<Row> lock(Handle handle, UUID verification) {
        return handle.createQuery("SELECT lookup_key, kind, sealed, code_hash, tries, expires_at, used_at"
                        + " FROM verification WHERE verification_id = :verification FOR UPDATE")
                .bind("verification", verification)
                .map((row, context) -> new Row(row))
                .findOne();
    }

    private static final class Row {

        private final byte[] lookupKey;
        private final Identifier.Kind kind;
        private final byte[] sealed;
        private final byte[] codeHash;
        private final int tries;
        private final Instant expiresAt;
        private final boolean used;

        Row(ResultSet row) throws SQLException {
            lookupKey = row.getBytes("lookup_key");
            kind = Identifier.Kind.valueOf(row.getString("kind"));
            sealed = row.getBytes("sealed");
            codeHash = row.getBytes("code_hash");
            tries = row.getInt("tries");
            expiresAt = row.getTimestamp("expires_at").toInstant();
            used = row.getTimestamp("used_at") != null;
        }
    }

    private byte[] hash(UUID verification, String code) {
        return secret.hash(PURPOSE, verification + ":" + code);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
