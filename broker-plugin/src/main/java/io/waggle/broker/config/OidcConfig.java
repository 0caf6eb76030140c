package io.waggle.broker.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sign-in by an OpenID Connect provider of the operator's choice.
 *
 * @param issuer of the provider, as its own metadata has it; empty: there is no such sign-in. {@code https}; on this machine
 *     {@code http} will do
 * @param clientId what this server is called there; present where {@code issuer} is
 * @param clientSecretFile absolute; empty: this server is a public client there (RFC 6749, section 2.1)
 * @param scopes what is asked for; the first is {@code openid}
 * @param redirectUris where apps may want to be called back; not empty where {@code issuer} is present
 * @param trustEmail whether an e-mail address that the provider calls verified is one that the person has shown to be theirs
 * @param timeout from each request to the provider to the end of its answer
 * @param maxRequests sign-ins that wait for the provider at a time, each on a thread of the API
 */
public record OidcConfig(
        Optional<URI> issuer,
        Optional<String> clientId,
        Optional<Path> clientSecretFile,
        List<String> scopes,
        List<String> redirectUris,
        boolean trustEmail,
        Duration timeout,
        int maxRequests) {

    /** The key of the secret's file, for messages about it. */
    public static final String CLIENT_SECRET_FILE_KEY = "oidc.client-secret-file";

    private static final Setting<Optional<URI>> ISSUER = Setting.optionalWebAddress("oidc.issuer");
    private static final Setting<Optional<String>> CLIENT_ID = Setting.optionalText("oidc.client-id");
    private static final Setting<Optional<Path>> CLIENT_SECRET_FILE = Setting.optionalPath(CLIENT_SECRET_FILE_KEY);
    private static final Setting<List<String>> SCOPES = Setting.scopes("oidc.scopes", "openid");
    private static final Setting<List<String>> REDIRECT_URIS = Setting.redirectUris("oidc.redirect-uris");
    private static final Setting<Boolean> TRUST_EMAIL = Setting.flag("oidc.trust-email", false);
    private static final Setting<Duration> TIMEOUT =
            Setting.duration("oidc.timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(30));
    private static final Setting<Integer> MAX_REQUESTS = Setting.count("oidc.max-requests", 8, 1, 16);

    static final List<Setting<?>> SETTINGS =
            List.of(ISSUER, CLIENT_ID, CLIENT_SECRET_FILE, SCOPES, REDIRECT_URIS, TRUST_EMAIL, TIMEOUT, MAX_REQUESTS);

    /** Takes values within their bounds that do not contradict each other. @throws ConfigException otherwise */
    public OidcConfig {
        scopes = List.copyOf(scopes);
        redirectUris = List.copyOf(redirectUris);
        ISSUER.require(issuer);
        CLIENT_ID.require(clientId);
        SCOPES.require(scopes);
        REDIRECT_URIS.require(redirectUris);
        TIMEOUT.require(timeout);
        MAX_REQUESTS.require(maxRequests);
        if (issuer.isPresent()) {
            requireComplete(issuer, clientId, redirectUris);
        }
        if (trustEmail && !scopes.contains("email")) {
            throw SCOPES.contradiction(scopes, "openid email where " + TRUST_EMAIL.key() + " is true");
        }
    }

    private static void requireComplete(Optional<URI> issuer, Optional<String> clientId, List<String> redirectUris) {
        if (!Loopback.isEncryptedOrHere(issuer.get())) {
            throw ISSUER.contradiction(issuer, "https:// where the provider is another machine");
        }
        if (clientId.isEmpty()) {
            throw CLIENT_ID.contradiction(
                    clientId, "what this server is called by the provider where " + ISSUER.key() + " is set");
        }
        if (redirectUris.isEmpty()) {
            throw REDIRECT_URIS.contradiction(
                    redirectUris, "where apps want to be called back where " + ISSUER.key() + " is set");
        }
    }

    static OidcConfig from(Values values, Path dataDirectory) {
        return new OidcConfig(
                values.get(ISSUER),
                values.get(CLIENT_ID),
                values.get(CLIENT_SECRET_FILE)
                        .map(path -> dataDirectory.resolve(path).normalize()),
                values.get(SCOPES),
                values.get(REDIRECT_URIS),
                values.get(TRUST_EMAIL),
                values.get(TIMEOUT),
                values.get(MAX_REQUESTS));
    }
}
