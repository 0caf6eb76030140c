package io.waggle.broker.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;

/**
 * Tokens of the operator: whoever can read the server's signing key may ask the API about any account and suspend or delete it. Such a
 * token lives for an hour at most, and names itself in its type, its audience and its issuer (RFC 8725, sections 3.8, 3.9, 3.11), so
 * that no device's token is one and it is no device's. Immutable, for any thread.
 */
public final class OperatorTokens {

    /** The longest time between {@code iat} and {@code exp}. */
    public static final Duration MAX_LIFETIME = Duration.ofHours(1);

    static final String AUDIENCE = "waggle-operator";
    static final String ISSUER = "urn:waggle:operator";
    static final JOSEObjectType TYPE = new JOSEObjectType("waggle-operator+jwt");

    private final SigningKeys keys;
    private final Signatures signatures;
    private final Duration clockSkew;
    private final Clock clock;

    public OperatorTokens(SigningKeys keys, Duration clockSkew, Clock clock) {
        this.keys = keys;
        this.signatures = new Signatures(keys);
        this.clockSkew = clockSkew;
        this.clock = clock;
    }

    /**
     * A token in compact form.
     *
     * @param lifetime from one second to {@link #MAX_LIFETIME}; in whole seconds, the rest is dropped
     * @throws IllegalArgumentException if no token may live that long, or no key signs
     */
    public String mint(Duration lifetime) {
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException(
                    "an operator's token cannot live for " + lifetime + ": allowed is 1 second to " + MAX_LIFETIME);
        }
        OctetKeyPair key = keys.signingKey()
                .orElseThrow(() -> new IllegalArgumentException("the key directory holds no private key"));
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                        .type(TYPE)
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(lifetime.truncatedTo(ChronoUnit.SECONDS))))
                        .build());
        try {
            jwt.sign(new Ed25519Signer(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("an Ed25519 key that signed when it was read does not sign", e);
        }
        return jwt.serialize();
    }

    /** Whether the bearer is the operator. Never throws on what a stranger sends. */
    public boolean accepts(String token) {
        if (!(signatures.check(token) instanceof Signatures.Checked.Genuine genuine)) {
            return false;
        }
        try {
            return TYPE.equals(genuine.jwt().getHeader().getType())
                    && isTimelyAndOurs(genuine.jwt().getJWTClaimsSet());
        } catch (ParseException | RuntimeException e) {
            return false; // closed on failure
        }
    }

    private boolean isTimelyAndOurs(JWTClaimsSet claims) {
        if (!ISSUER.equals(claims.getIssuer())
                || !claims.getAudience().equals(List.of(AUDIENCE))
                || claims.getIssueTime() == null
                || claims.getExpirationTime() == null) {
            return false;
        }
        Instant issued = claims.getIssueTime().toInstant();
        Instant expires = claims.getExpirationTime().toInstant();
        Instant now = clock.instant();
        return !issued.isAfter(now.plus(clockSkew))
                && expires.isAfter(now.minus(clockSkew))
                && Duration.between(issued, expires).compareTo(MAX_LIFETIME) <= 0;
    }
}
