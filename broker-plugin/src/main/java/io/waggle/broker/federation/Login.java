package io.waggle.broker.federation;

import io.waggle.broker.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;

/**
 * A login while its person is at the provider. What the provider is told, and must repeat or prove, is made from the login's
 * random id with this server's secret: nobody else can tell one from the other. Immutable, for any thread.
 */
public final class Login {

    private final String id;
    private final AppRequest request;
    private final Instant expiresAt;
    private final SecretKey secret;

    Login(String id, AppRequest request, Instant expiresAt, SecretKey secret) {
        this.id = id;
        this.request = request;
        this.expiresAt = expiresAt;
        this.secret = secret;
    }

    String id() {
        return id;
    }

    /** What the app asked for. */
    public AppRequest request() {
        return request;
    }

    Instant expiresAt() {
        return expiresAt;
    }

    /** What the provider repeats when it sends the browser back (RFC 6749, section 10.12). */
    String state() {
        return derived("waggle/login/state/v1");
    }

    /** Whether the text is the {@link #state}. */
    public boolean isState(String text) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), state().getBytes(StandardCharsets.UTF_8));
    }

    /** What the ID token repeats (OpenID Connect Core 1.0, section 15.5.2). */
    String nonce() {
        return derived("waggle/login/nonce/v1");
    }

    /** What shows the provider that whoever comes with its code has begun the login (RFC 7636, section 4.1). */
    String codeVerifier() {
        return derived("waggle/login/verifier/v1");
    }

    private String derived(String purpose) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret.hash(purpose, id));
    }

    /** What a login that has come to an end is remembered by, 32 bytes. */
    byte[] hash() {
        return secret.hash("waggle/login/v1", id);
    }

    @Override
    public String toString() {
        return "Login[hidden]";
    }
}
