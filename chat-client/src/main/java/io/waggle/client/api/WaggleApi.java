package io.waggle.client.api;

import io.waggle.client.TokenProvider;
import java.net.URI;

/** The HTTP API of a server. For any thread. Close it when it is not used any more. */
public final class WaggleApi implements AutoCloseable {

    private final Calls calls;

    private WaggleApi(Calls calls) {
        this.calls = calls;
    }

    /**
     * The API of a server; nothing is asked yet.
     *
     * @param server as its operator has it in {@code http.public-url}: {@code https://waggle.example.org}
     * @throws IllegalArgumentException if that is not an http or https URL
     */
    public static WaggleApi of(URI server, ApiOptions options) {
        return new WaggleApi(new Calls(server, options));
    }

    /** Sign-up, sign-in and sign-out. */
    public SignIn signIn() {
        return new SignIn(calls);
    }

    /** Sign-up and sign-in by the OpenID Connect provider of the server's operator, if there is one. */
    public BrowserSignIn browserSignIn() {
        return new BrowserSignIn(calls);
    }

    /** What whoever the tokens are of can do; a {@link DeviceSession} provides them. */
    public Devices devices(TokenProvider tokens) {
        return new Devices(calls, tokens);
    }

    /** Their account as a whole. */
    public Account account(TokenProvider tokens) {
        return new Account(calls, tokens);
    }

    /** Their profile, and others'. */
    public Profiles profiles(TokenProvider tokens) {
        return new Profiles(calls, tokens);
    }

    /** Whom they know. */
    public Contacts contacts(TokenProvider tokens) {
        return new Contacts(calls, tokens);
    }

    /** Their privacy settings. */
    public Privacy privacy(TokenProvider tokens) {
        return new Privacy(calls, tokens);
    }

    /** Their block list. */
    public Blocks blocks(TokenProvider tokens) {
        return new Blocks(calls, tokens);
    }

    /** Their bots. */
    public Bots bots(TokenProvider tokens) {
        return new Bots(calls, tokens);
    }

    /** Pictures of their groups, and what links lead to. */
    public Groups groups(TokenProvider tokens) {
        return new Groups(calls, tokens);
    }

    /** How their calls find a way. */
    public Relays relays(TokenProvider tokens) {
        return new Relays(calls, tokens);
    }

    /** Ends calls that wait, and connections. */
    @Override
    public void close() {
        calls.close();
    }
}
