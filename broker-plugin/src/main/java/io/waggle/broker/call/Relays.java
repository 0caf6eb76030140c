package io.waggle.broker.call;

import io.waggle.broker.config.TurnConfig;
import io.waggle.broker.secret.SecretFile;
import io.waggle.broker.secret.SecretKey;
import io.waggle.protocol.AccountId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Access to the operator's TURN servers, which share a secret with this one and are not asked: a user name is
 * {@code EXPIRY:PERSON}, its password the base64 of HMAC-SHA-1 over it (draft-uberti-behave-turn-rest-00, section 2.2; coturn's
 * {@code use-auth-secret}).
 *
 * <p>PERSON is a keyed hash of the account, the same for all its devices and at all times: so a relay can limit what one person
 * takes, and cannot tell who it is. The key is this server's alone: with the shared secret the relay could try accounts. Immutable,
 * for any thread.
 */
public final class Relays {

    private static final String ALGORITHM = "HmacSHA1";

    /** 128 bits: no two people are one to the relay. */
    private static final int PERSON_BYTES = 16;

    private final TurnConfig config;
    private final SecretKey persons;
    private final Clock clock;
    private final @Nullable SecretKeySpec shared;

    /** @param shared with the TURN servers; empty if there are none */
    Relays(TurnConfig config, Optional<String> shared, SecretKey persons, Clock clock) {
        this.config = config;
        this.persons = persons;
        this.clock = clock;
        this.shared = shared.map(text -> new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), ALGORITHM))
                .orElse(null);
    }

    /**
     * As the operator configured them.
     *
     * @param persons what accounts are hashed with
     * @throws RuntimeException if the shared secret cannot be read, with a message for the operator
     */
    public static Relays open(TurnConfig config, SecretKey persons, Clock clock) {
        Optional<String> shared =
                config.secretFile().map(file -> SecretFile.password(file, TurnConfig.SECRET_FILE_KEY));
        return new Relays(config, shared, persons, clock);
    }

    /** What a device of the account may use now. */
    public RelayAccess access(AccountId account) {
        return new RelayAccess(
                config.uris(),
                shared == null || !config.hasTurn() ? Optional.empty() : Optional.of(credentials(shared, account)));
    }

    private RelayAccess.Credentials credentials(SecretKeySpec key, AccountId account) {
        Instant expiresAt = clock.instant().plus(config.lifetime()).truncatedTo(ChronoUnit.SECONDS);
        String username = expiresAt.getEpochSecond() + ":" + person(account);
        return new RelayAccess.Credentials(username, password(key, username), expiresAt);
    }

    private String person(AccountId account) {
        byte[] hash = persons.hash("turn", account.value());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, PERSON_BYTES));
    }

    /** SHA-1 is what relays understand; an HMAC does not need what is broken about it (RFC 6151, section 2). */
    private static String password(SecretKeySpec key, String username) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }
}
