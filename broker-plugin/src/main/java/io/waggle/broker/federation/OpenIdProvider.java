package io.waggle.broker.federation;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.config.OidcConfig;
import io.waggle.broker.event.Event.LoginRefused.LoginRefusal;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID Connect provider, of which this server is a client. What it says of itself is asked for when it is first needed, so
 * that a start does not depend on it, and again every hour.
 *
 * <p>For any thread. Only so many wait for the provider at a time; whoever else would is told that it is busy, at once, so that a
 * provider that hangs takes no more than those threads with it.
 */
public final class OpenIdProvider {

    private static final Duration METADATA_LIFETIME = Duration.ofHours(1);
    private static final String METADATA_PATH = "/.well-known/openid-configuration";

    private final URI issuer;
    private final ClientID clientId;
    private final Optional<Secret> secret;
    private final URI callback;
    private final OidcConfig config;
    private final ProviderHttp http;
    private final Semaphore permits;
    private final Clock clock;
    private volatile @Nullable Discovered discovered;

    /**
     * @param config with an issuer
     * @param secret of this server as a client
     * @param callback where the provider sends browsers back to
     */
    public OpenIdProvider(OidcConfig config, Optional<String> secret, URI callback, Clock clock) {
        this.config = config;
        issuer = config.issuer().orElseThrow();
        clientId = new ClientID(config.clientId().orElseThrow());
        this.secret = secret.map(Secret::new);
        this.callback = callback;
        this.clock = clock;
        http = new ProviderHttp(config.timeout());
        permits = new Semaphore(config.maxRequests());
    }

    private record Discovered(OIDCProviderMetadata metadata, IdTokens idTokens, Instant until) {}

    /** Something that asks the provider. */
    private interface Asking<T> {

        T ask() throws LoginFailed;
    }

    /** Where the browser goes to sign in. */
    public URI authorizationUrl(Login login) throws LoginFailed {
        Discovered known = known();
        Discovered found = known == null ? permitted(this::discover) : known;
        return new AuthenticationRequest.Builder(ResponseType.CODE, Scope.parse(config.scopes()), clientId, callback)
                .endpointURI(found.metadata().getAuthorizationEndpointURI())
                .state(new State(login.state()))
                .nonce(new Nonce(login.nonce()))
                .codeChallenge(new CodeVerifier(login.codeVerifier()), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** Whether the text, which came with an answer of the provider, names it (RFC 9207, section 2.4). */
    public boolean isIssuer(String text) {
        return text.equals(issuer.toString());
    }

    /**
     * Who has signed in.
     *
     * @param code the provider's, as the browser brought it
     * @param named whether the browser's answer named the provider; one that always does must have
     */
    public Person person(Login login, String code, boolean named) throws LoginFailed {
        return permitted(() -> {
            Discovered known = known();
            Discovered found = known == null ? discover() : known;
            if (!named && found.metadata().supportsAuthorizationResponseIssuerParam()) {
                throw new LoginFailed(
                        LoginRefusal.WRONG_ISSUER, "an answer did not name the provider, which always does");
            }
            return person(found.idTokens().verify(idToken(found.metadata(), login, code), login.nonce()));
        });
    }

    private <T> T permitted(Asking<T> asking) throws LoginFailed {
        if (!permits.tryAcquire()) {
            throw new LoginFailed(LoginRefusal.PROVIDER_BUSY, "too many wait for the provider: does it answer?");
        }
        try {
            return asking.ask();
        } finally {
            permits.release();
        }
    }

    private @Nullable Discovered known() {
        Discovered last = discovered;
        return last != null && last.until().isAfter(clock.instant()) ? last : null;
    }

    /** Asks the provider for its metadata (OpenID Connect Discovery 1.0, section 4). */
    private Discovered discover() throws LoginFailed {
        String text = http.get(URI.create(issuer.toString().replaceFirst("/$", "") + METADATA_PATH));
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(text);
            requireUsable(metadata);
            Discovered found = new Discovered(
                    metadata,
                    new IdTokens(
                            issuer.toString(),
                            clientId.getValue(),
                            metadata.getJWKSetURI().toURL(),
                            http,
                            config.timeout(),
                            clock),
                    clock.instant().plus(METADATA_LIFETIME));
            discovered = found;
            return found;
        } catch (ParseException | MalformedURLException e) {
            throw notUsable("is not what OpenID Connect says");
        }
    }

    private void requireUsable(OIDCProviderMetadata metadata) throws LoginFailed {
        if (!metadata.getIssuer().getValue().equals(issuer.toString())) {
            throw notUsable("is of another issuer than oidc.issuer, which must be written in the same way");
        }
        for (URI endpoint : new URI[] {
            metadata.getAuthorizationEndpointURI(), metadata.getTokenEndpointURI(), metadata.getJWKSetURI()
        }) {
            if (endpoint == null) {
                throw notUsable("lacks an endpoint");
            }
            if (!isAsSafeAsTheIssuer(endpoint)) {
                throw notUsable("names an endpoint that is not https");
            }
        }
    }

    /** A provider that may do without TLS is one of this machine, and may do so there only. */
    private boolean isAsSafeAsTheIssuer(URI endpoint) {
        return "https".equals(endpoint.getScheme())
                || ("http".equals(issuer.getScheme())
                        && "http".equals(endpoint.getScheme())
                        && issuer.getHost().equals(endpoint.getHost()));
    }

    private static LoginFailed notUsable(String what) {
        return new LoginFailed(LoginRefusal.PROVIDER_ANSWER, "the provider's metadata " + what);
    }

    private JWT idToken(OIDCProviderMetadata metadata, Login login, String code) throws LoginFailed {
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(
                new AuthorizationCode(code), callback, new CodeVerifier(login.codeVerifier()));
        LoginFailed unreadable =
                new LoginFailed(LoginRefusal.PROVIDER_ANSWER, "the provider's token endpoint answered something else");
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(
                    request(metadata, grant).toHTTPRequest().send(http));
            if (response instanceof OIDCTokenResponse success) {
                JWT token = success.getOIDCTokens().getIDToken();
                if (token != null) {
                    return token;
                }
            } else if (!response.indicatesSuccess()) {
                throw new LoginFailed(
                        LoginRefusal.PROVIDER_REFUSED,
                        "the provider's token endpoint refused the code, or oidc.client-id with its secret");
            }
            throw unreadable;
        } catch (ParseException e) {
            throw unreadable;
        } catch (IOException e) {
            throw LoginFailed.in(e, unreadable);
        }
    }

    private TokenRequest request(OIDCProviderMetadata metadata, AuthorizationCodeGrant grant) {
        URI endpoint = metadata.getTokenEndpointURI();
        if (secret.isEmpty()) {
            return new TokenRequest.Builder(endpoint, clientId, grant).build();
        }
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        boolean post = methods != null
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        return new TokenRequest.Builder(
                        endpoint,
                        post
                                ? new ClientSecretPost(clientId, secret.get())
                                : new ClientSecretBasic(clientId, secret.get()),
                        grant)
                .build();
    }

    private Person person(JWTClaimsSet claims) {
        Optional<EmailAddress> email = config.trustEmail()
                        && Boolean.TRUE.equals(claims.getClaim("email_verified"))
                        && claims.getClaim("email") instanceof String text
                ? EmailAddress.parse(text)
                : Optional.empty();
        return new Person(issuer.toString(), claims.getSubject(), email);
    }
}
