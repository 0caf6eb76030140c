package io.waggle.broker.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.bot.Bots;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Events;
import io.waggle.broker.idempotency.IdempotentWrites;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.broker.token.SigningKeys;
import io.waggle.broker.token.TokenMinter;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.Verifications;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The authorization server put together, and what it says of itself (RFC 8414). For any thread. */
public final class AuthorizationServer {

    /** Where tokens are got. */
    public static final String TOKEN_PATH = "/oauth/token";

    /** Where a token is given back. */
    public static final String REVOCATION_PATH = "/oauth/revoke";

    /** Where a device that is to be linked begins. */
    public static final String DEVICE_AUTHORIZATION_PATH = "/oauth/device_authorization";

    /** What a QR code for linking points to, for an app to recognize: nothing is served there. */
    public static final String LINK_PATH = "/link";

    /** Where an app sends its person's browser to. */
    public static final String AUTHORIZATION_PATH = "/oauth/authorize";

    /** Where the OpenID Connect provider sends it back to. */
    public static final String CALLBACK_PATH = "/oauth/callback";

    /** Where the public keys are. */
    public static final String JWKS_PATH = "/oauth/jwks.json";

    private final URI issuer;
    private final SigningKeys keys;
    private final TokenEndpoint tokens;
    private final RevocationEndpoint revocations;
    private final DeviceAuthorizationEndpoint deviceAuthorizations;
    private final Optional<FrontChannel> frontChannel;

    /** What sign-in needs. */
    public record Domains(
            Database database,
            IdempotentWrites writes,
            Accounts accounts,
            Devices devices,
            Sessions sessions,
            SignedInDevices signedIn,
            Verifications verifications,
            DeviceLinks links,
            Bots bots) {

        SignInsOnce signInsOnce() {
            return new SignInsOnce(database, writes, sessions);
        }
    }

    /**
     * @param issuer the server's public URL, without a path
     * @param federation sign-in by an OpenID Connect provider; empty: there is none
     */
    public AuthorizationServer(
            URI issuer,
            SigningKeys keys,
            TokenMinter minter,
            TokenVerifier verifier,
            Duration accessTokenLifetime,
            Domains domains,
            Optional<Federation> federation,
            Events events) {
        this.issuer = issuer;
        this.keys = keys;
        this.tokens =
                new TokenEndpoint(issuer.toString(), minter, accessTokenLifetime, flows(domains, federation), events);
        this.deviceAuthorizations =
                new DeviceAuthorizationEndpoint(issuer.resolve(LINK_PATH), domains.writes(), domains.links());
        frontChannel = federation.map(it -> frontChannel(issuer, it, domains.database(), events));
        this.revocations = new RevocationEndpoint(domains.database(), domains.sessions(), verifier);
    }

    private static List<GrantFlow> flows(Domains domains, Optional<Federation> federation) {
        List<GrantFlow> flows = new ArrayList<>(List.of(
                new CodeFlow(domains),
                new LinkFlow(domains),
                new ClientCredentialsFlow(domains),
                new RefreshFlow(domains.database(), domains.sessions(), domains.devices())));
        federation.ifPresent(it -> flows.add(new AuthorizationCodeFlow(domains, it.codes(), it.identities())));
        return flows;
    }

    private static FrontChannel frontChannel(URI issuer, Federation federation, Database database, Events events) {
        AppAnswers answers = new AppAnswers(issuer);
        LoginCookie cookie = new LoginCookie("https".equals(issuer.getScheme()));
        return new FrontChannel(
                new AuthorizationEndpoint(federation, answers, cookie, events),
                new CallbackEndpoint(database, federation, answers, cookie, events),
                cookie);
    }

    /** What browsers go through; empty if there is no sign-in by a provider. */
    public Optional<FrontChannel> frontChannel() {
        return frontChannel;
    }

    public TokenEndpoint tokens() {
        return tokens;
    }

    public DeviceAuthorizationEndpoint deviceAuthorizations() {
        return deviceAuthorizations;
    }

    public RevocationEndpoint revocations() {
        return revocations;
    }

    /** The public keys that access tokens can be verified with (RFC 7517), as JSON. */
    public String jwks() {
        return new JWKSet(List.copyOf(keys.publicKeys())).toString(true);
    }

    /** The metadata (RFC 8414, section 2), as JSON. */
    public String metadata() {
        AuthorizationServerMetadata metadata = new AuthorizationServerMetadata(new Issuer(issuer));
        metadata.setTokenEndpointURI(issuer.resolve(TOKEN_PATH));
        metadata.setRevocationEndpointURI(issuer.resolve(REVOCATION_PATH));
        metadata.setDeviceAuthorizationEndpointURI(issuer.resolve(DEVICE_AUTHORIZATION_PATH));
        metadata.setJWKSetURI(issuer.resolve(JWKS_PATH));
        metadata.setGrantTypes(tokens.grantTypes().stream().map(GrantType::new).toList());
        metadata.setResponseTypes(List.of(ResponseType.CODE));
        if (frontChannel.isPresent()) {
            metadata.setAuthorizationEndpointURI(issuer.resolve(AUTHORIZATION_PATH));
            metadata.setCodeChallengeMethods(List.of(CodeChallengeMethod.S256));
            metadata.setSupportsAuthorizationResponseIssuerParam(true);
        }
        metadata.setTokenEndpointAuthMethods(List.of(
                ClientAuthenticationMethod.NONE,
                ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
                ClientAuthenticationMethod.CLIENT_SECRET_POST));
        metadata.setRevocationEndpointAuthMethods(List.of(ClientAuthenticationMethod.NONE));
        return metadata.toJSONObject().toJSONString();
    }
}
