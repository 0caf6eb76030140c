package io.waggle.broker.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waggle.broker.config.TokenConfig;
import io.waggle.protocol.Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the tokens that {@link TokenVerifier} believes. Immutable, for any thread. */
public final class TokenMinter {

    private final OctetKeyPair key;
    private final TokenConfig config;
    private final Clock clock;
    private final @Nullable TokenVerifier verifier;

    /** A minter that signs with the newest private key. @throws IllegalArgumentException if there is none */
    public TokenMinter(SigningKeys keys, TokenConfig config, Clock clock) {
        this(keys, config, clock, null);
    }

    /**
     * The same, beside the verifier to which access tokens of sessions will be shown.
     *
     * @param verifier has the same keys
     */
    public TokenMinter(SigningKeys keys, TokenConfig config, Clock clock, @Nullable TokenVerifier verifier) {
        this.verifier = verifier;
        this.key = keys.signingKey()
                .orElseThrow(() -> new IllegalArgumentException("the key directory holds no private key"));
        this.config = config;
        this.clock = clock;
    }

    /**
     * A developer's token that lets the device connect from now on, in compact form.
     *
     * @param lifetime from one second to the configured maximum; in whole seconds, the rest is dropped
     * @throws IllegalArgumentException if no token may live that long
     */
    public String mint(Address device, Duration lifetime) {
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(config.maxLifetime()) > 0) {
            throw new IllegalArgumentException(
                    "a token cannot live for " + lifetime + ": allowed is 1 second to " + config.maxLifetime());
        }
        return sign(claims(config.issuer(), device, lifetime).build());
    }

    /**
     * An access token of a session.
     *
     * @param issuer of the tokens that people get
     * @param lifetime in whole seconds, the rest is dropped
     */
    public String mint(String issuer, Address device, UUID session, Duration lifetime) {
        JWTClaimsSet claims = claims(issuer, device, lifetime)
                .claim(TokenVerifier.SESSION_CLAIM, session.toString())
                .build();
        String token = sign(claims);
        if (verifier != null) {
            verifier.remember(token, claims);
        }
        return token;
    }

    private JWTClaimsSet.Builder claims(String issuer, Address device, Duration lifetime) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(config.audience())
                .subject(device.account().value())
                .claim(TokenVerifier.DEVICE_CLAIM, device.device().value())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime.truncatedTo(ChronoUnit.SECONDS))));
    }

    private String sign(JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        try {
            jwt.sign(new Ed25519Signer(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("an Ed25519 key that signed when it was read does not sign", e);
        }
        return jwt.serialize();
    }
}
