package io.waggle.client.api;

import io.waggle.client.TokenProvider;
import io.waggle.protocol.Address;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A device that is signed in, over restarts: keeps its refresh token, and always has an access token that is good. What
 * {@link io.waggle.client.ClientOptions} and the API ask for tokens.
 *
 * <p>Thread-safe: one thread at a time refreshes, the others wait for it. A refresh token is stored before its successor can
 * be asked for; what a crash between the two loses, the server bears (the token before the last is still good).
 */
public final class DeviceSession implements TokenProvider {

    /** An access token is replaced this long before it ends: a clock that is a little off must not cost a refused call. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final SignIn signIn;
    private final CredentialStore store;
    private final Clock clock;
    private final Address device;
    private String refreshToken;
    private String accessToken = "";
    private Instant goodUntil = Instant.EPOCH;

    private DeviceSession(SignIn signIn, CredentialStore store, Clock clock, Credentials credentials) {
        this.signIn = signIn;
        this.store = store;
        this.clock = clock;
        this.device = credentials.device();
        this.refreshToken = credentials.refreshToken();
    }

    /**
     * What a sign-in brought, stored.
     *
     * @throws IOException if it cannot be stored; the sign-in is then best undone ({@link SignIn#signOut})
     */
    public static DeviceSession begin(Tokens tokens, SignIn signIn, CredentialStore store) throws IOException {
        return begin(tokens, signIn, store, Clock.systemUTC());
    }

    static DeviceSession begin(Tokens tokens, SignIn signIn, CredentialStore store, Clock clock) throws IOException {
        Credentials credentials = new Credentials(tokens.device(), tokens.refreshToken());
        store.save(credentials);
        DeviceSession session = new DeviceSession(signIn, store, clock, credentials);
        session.take(tokens);
        return session;
    }

    /** The session of an earlier run. No server is asked yet. */
    public static DeviceSession resume(Credentials credentials, SignIn signIn, CredentialStore store) {
        return resume(credentials, signIn, store, Clock.systemUTC());
    }

    static DeviceSession resume(Credentials credentials, SignIn signIn, CredentialStore store, Clock clock) {
        return new DeviceSession(signIn, store, clock, credentials);
    }

    /** Which device is signed in. */
    public Address device() {
        return device;
    }

    /**
     * An access token that is good for at least a minute, or for as long as the server gives them.
     *
     * @throws ApiException {@linkplain ApiException#isSignedOut of a session that has ended}: the person has to sign in again
     * @throws IOException if the next token cannot be had, or its refresh token not be stored; later it may
     */
    @Override
    public synchronized String token() throws IOException {
        if (!clock.instant().isBefore(goodUntil)) {
            Tokens next = signIn.refresh(refreshToken);
            store.save(new Credentials(device, next.refreshToken()));
            take(next);
        }
        return accessToken;
    }

    private synchronized void take(Tokens tokens) {
        refreshToken = tokens.refreshToken();
        accessToken = tokens.accessToken();
        Duration margin = MARGIN.compareTo(tokens.validFor().dividedBy(2)) < 0
                ? MARGIN
                : tokens.validFor().dividedBy(2);
        goodUntil = clock.instant().plus(tokens.validFor()).minus(margin);
    }

    /** Has the next call get another access token: the server has refused this one. */
    public synchronized void forgetAccessToken() {
        goodUntil = Instant.EPOCH;
    }

    /**
     * Signs the device out, here and at the server.
     *
     * @throws IOException if the server could not be told; here nothing is left all the same
     */
    public synchronized void signOut() throws IOException {
        store.clear();
        signIn.signOut(refreshToken);
    }

    @Override
    public String toString() {
        return "DeviceSession[" + device + "]";
    }
}
