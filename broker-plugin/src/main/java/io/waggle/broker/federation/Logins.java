package io.waggle.broker.federation;

import io.waggle.broker.secret.RandomToken;
import io.waggle.broker.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Begins logins, and keeps them where they belong: in a cookie of the browser that began it, with a keyed hash over it so that only
 * this server can have written it. Anybody may begin logins, and so nothing is stored about one: there is nothing to fill up,
 * and every process that has the secret can go on with it. That a login ends only once is what {@link AuthorizationCodes} sees
 * to. Immutable, for any thread.
 */
public final class Logins {

    /** How long somebody may take to sign in at the provider. */
    public static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String PURPOSE = "waggle/login/cookie/v1";

    /** Of the fields, which are printable ASCII all of them. */
    private static final String SEPARATOR = "\n";

    private final SecretKey secret;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Logins(SecretKey secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** A new login. */
    public Login begin(AppRequest request) {
        Instant expires = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(LIFETIME);
        return new Login(RandomToken.next(random), request, expires, secret);
    }

    /** The login as its browser keeps it: at most 2 KiB of characters that a cookie may have (RFC 6265, section 4.1.1). */
    public String write(Login login) {
        AppRequest request = login.request();
        String text = String.join(
                SEPARATOR,
                login.id(),
                Long.toString(login.expiresAt().getEpochSecond()),
                request.clientId(),
                request.redirectUri(),
                request.codeChallenge(),
                request.state().orElse(""));
        String payload = base64(text.getBytes(StandardCharsets.UTF_8));
        return payload + "." + base64(secret.hash(PURPOSE, payload));
    }

    /** The login that {@link #write} wrote; nothing if this server did not write it, or too long ago. */
    public Optional<Login> read(String cookie) {
        int dot = cookie.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String payload = cookie.substring(0, dot);
        String hash = base64(secret.hash(PURPOSE, payload));
        if (!MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.UTF_8), cookie.substring(dot + 1).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        return Optional.of(parse(payload)).filter(login -> login.expiresAt().isAfter(clock.instant()));
    }

    private Login parse(String payload) {
        String text = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
        List<String> fields = List.of(text.split(SEPARATOR, -1));
        Optional<String> state = Optional.of(fields.get(5)).filter(it -> !it.isEmpty());
        AppRequest request = new AppRequest(fields.get(2), fields.get(3), state, fields.get(4));
        return new Login(fields.get(0), request, Instant.ofEpochSecond(Long.parseLong(fields.get(1))), secret);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
