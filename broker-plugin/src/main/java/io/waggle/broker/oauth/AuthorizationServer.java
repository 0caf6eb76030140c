package io.waggle.broker.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.id.Issuer;
import io.waggle.broker.account.Accounts;
import io.waggle.broker.account.Devices;
import io.waggle.broker.database.Database;
import io.waggle.broker.link.DeviceLinks;
import io.waggle.broker.session.Sessions;
import io.waggle.broker.session.SignedInDevices;
import io.waggle.broker.token.SigningKeys;
import io.waggle.broker.token.TokenMinter;
import io.waggle.broker.token.TokenVerifier;
import io.waggle.broker.verification.Verifications;
import java.net.URI;
import java.time.Duration;
import java.util.List;

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

    /** Where the public keys are. */
    public static final String JWKS_PATH = "/oauth/jwks.json";

    private final URI issuer;
    private final SigningKeys keys;
    private final TokenEndpoint tokens;
    private final RevocationEndpoint revocations;
    private final DeviceAuthorizationEndpoint deviceAuthorizations;

    /** What sign-in needs. */
    public record Domains(
            Database database,
            Accounts accounts,
            Devices devices,
            Sessions sessions,
            SignedInDevices signedIn,
            Verifications verifications,
            DeviceLinks links) {}

    /** @param issuer the server's public URL, without a path */
    public AuthorizationServer(
            URI issuer,
            SigningKeys keys,
            TokenMinter minter,
            TokenVerifier verifier,
            Duration accessTokenLifetime,
            Domains domains) {
        this.issuer = issuer;
        this.keys = keys;
        this.tokens = new TokenEndpoint(
                issuer.toString(),
                minter,
                accessTokenLifetime,
                List.of(
                        new CodeFlow(domains),
                        new LinkFlow(domains),
                        new RefreshFlow(domains.database(), domains.sessions(), domains.devices())));
        this.deviceAuthorizations =
                new DeviceAuthorizationEndpoint(issuer.resolve(LINK_PATH), domains.database(), domains.links());
        this.revocations = new RevocationEndpoint(domains.database(), domains.sessions(), verifier);
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
        metadata.setTokenEndpointAuthMethods(List.of(ClientAuthenticationMethod.NONE));
        metadata.setRevocationEndpointAuthMethods(List.of(ClientAuthenticationMethod.NONE));
        return metadata.toJSONObject().toJSONString();
    }
}
