package io.waggle.broker.federation;

import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier;
import io.waggle.broker.account.IdentifierSeal;
import io.waggle.broker.secret.RandomToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The table of authorization codes (RFC 6749, section 4.1.2): one for each login that came to a good end, for the app that began
 * it. Every method is part of its caller's transaction. For any thread.
 */
public final class AuthorizationCodes {

    /** How long an app may take to come with its code. */
    public static final Duration LIFETIME = Duration.ofMinutes(1);

    /** How long it is known that a code was used, and that a login has ended: longer than any login lives. */
    private static final Duration MEMORY = Duration.ofHours(1);

    /** RFC 7636, section 4.1. */
    private static final Pattern CODE_VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final IdentifierSeal seal;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public AuthorizationCodes(IdentifierSeal seal, Clock clock) {
        this.seal = seal;
        this.clock = clock;
    }

    /** What an app comes with. */
    public record Presented(String code, String clientId, String redirectUri, String codeVerifier) {

        @Override
        public String toString() {
            return "Presented[hidden]";
        }
    }

    /** What a code is worth. */
    public sealed interface Worth {

        /** It stands for that person, until its {@link #use}. */
        record Good(ExternalIdentity identity) implements Worth {}

        /** It was used before, by somebody who had the verifier too; that made the session. */
        record Used(UUID session) implements Worth {}

        /** It is unknown, too old, of another app, or whoever came with it has not begun the login. */
        record Nothing() implements Worth {}
    }

    /** Whether the login has come to its end before. */
    public boolean has(Handle handle, Login login) {
        return handle.createQuery("SELECT COUNT(*) FROM authorization_code WHERE login_hash = :login")
                        .bind("login", login.hash())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** A code for the login, which thereby ends; nothing if it has before. */
    public Optional<String> issue(Handle handle, Login login, ExternalIdentity identity) {
        String code = RandomToken.next(random);
        AppRequest request = login.request();
        EmailAddress email = identity.email().orElse(null);
        int added = handle.createUpdate(
                        "INSERT INTO authorization_code (code_hash, login_hash, client_id, redirect_uri,"
                                + " code_challenge, identity_key, email_key, email_sealed, expires_at)"
                                + " VALUES (:code, :login, :client, :redirect, :challenge, :identity,"
                                + " CAST(:emailKey AS BYTEA), CAST(:email AS BYTEA), :expires) ON CONFLICT DO NOTHING")
                .bind("code", RandomToken.hash(code))
                .bind("login", login.hash())
                .bind("client", request.clientId())
                .bind("redirect", request.redirectUri())
                .bind("challenge", request.codeChallenge())
                .bind("identity", identity.key())
                .bind("emailKey", email == null ? null : seal.lookupKey(email))
                .bind("email", email == null ? null : seal.seal(email))
                .bind("expires", now().plus(LIFETIME))
                .execute();
        return added == 1 ? Optional.of(code) : Optional.empty();
    }

    /** What the code is worth to whoever came with it. */
    public Worth check(Handle handle, Presented presented) {
        if (!RandomToken.isOne(presented.code())
                || !CODE_VERIFIER.matcher(presented.codeVerifier()).matches()) {
            return new Worth.Nothing();
        }
        Row row = handle.createQuery("SELECT client_id, redirect_uri, code_challenge, identity_key, email_key,"
                        + " email_sealed, expires_at, session_id FROM authorization_code"
                        + " WHERE code_hash = :code FOR UPDATE")
                .bind("code", RandomToken.hash(presented.code()))
                .map((result, context) -> new Row(result))
                .findOne()
                .orElse(null);
        if (row == null || !row.isFor(presented)) {
            return new Worth.Nothing();
        }
        if (row.session != null) {
            return new Worth.Used(row.session);
        }
        return row.expiresAt.isAfter(now()) ? new Worth.Good(row.identity(seal)) : new Worth.Nothing();
    }

    /** The code has been used for the session. What it knew of an e-mail address is of no more use. */
    public void use(Handle handle, String code, UUID session) {
        handle.createUpdate("UPDATE authorization_code SET session_id = :session, email_key = NULL, email_sealed = NULL"
                        + " WHERE code_hash = :code")
                .bind("session", session)
                .bind("code", RandomToken.hash(code))
                .execute();
    }

    /** Forgets codes that were issued long ago. */
    public int forget(Handle handle) {
        return handle.execute("DELETE FROM authorization_code WHERE expires_at < ?", now().minus(MEMORY));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static final class Row {

        private final String clientId;
        private final String redirectUri;
        private final String codeChallenge;
        private final byte[] identityKey;
        private final byte @Nullable [] emailKey;
        private final byte @Nullable [] emailSealed;
        private final Instant expiresAt;
        private final @Nullable UUID session;

        Row(ResultSet row) throws SQLException {
            clientId = row.getString("client_id");
            redirectUri = row.getString("redirect_uri");
            codeChallenge = row.getString("code_challenge");
            identityKey = row.getBytes("identity_key");
            emailKey = row.getBytes("email_key");
            emailSealed = row.getBytes("email_sealed");
            expiresAt = row.getTimestamp("expires_at").toInstant();
            session = row.getObject("session_id", UUID.class);
        }

        /** Whether it was issued for what is presented (RFC 6749, section 4.1.3; RFC 7636, section 4.6). */
        boolean isFor(Presented presented) {
            byte[] hash = RandomToken.sha256(presented.codeVerifier().getBytes(StandardCharsets.US_ASCII));
            String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
            return clientId.equals(presented.clientId())
                    && redirectUri.equals(presented.redirectUri())
                    && MessageDigest.isEqual(
                            challenge.getBytes(StandardCharsets.US_ASCII),
                            codeChallenge.getBytes(StandardCharsets.US_ASCII));
        }

        ExternalIdentity identity(IdentifierSeal seal) {
            Optional<EmailAddress> email = emailKey == null || emailSealed == null
                    ? Optional.empty()
                    : Optional.of((EmailAddress) seal.open(Identifier.Kind.EMAIL, emailSealed, emailKey));
            return new ExternalIdentity(identityKey, email);
        }
    }
}
