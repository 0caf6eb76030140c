package io.waggle.broker.federation;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.waggle.broker.event.Event.LoginRefused.LoginRefusal;
import java.net.URL;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;

/**
 * Which ID tokens are believed (OpenID Connect Core 1.0, section 3.1.3.7): those with a signature by a key of the provider, for
 * this client, for the login that is asked about, now. Its keys are asked for when they are first needed, every few minutes,
 * and when a token names an unknown one, at most twice in half a minute. For any thread.
 */
final class IdTokens {

    /** Public keys only: with HMAC the public key would be the secret, and {@code none} needs no key (RFC 8725, section 2.1). */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** How far the provider's clock may differ from this server's. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private static final Duration KEYS_LIFETIME = Duration.ofMinutes(5);
    private static final int MAX_SUBJECT_LENGTH = 255;

    private final String issuer;
    private final String clientId;
    private final JWKSource<SecurityContext> keys;
    private final Clock clock;

    /**
     * @param keys where the provider's are
     * @param patience how long somebody waits while somebody else fetches them
     */
    IdTokens(String issuer, String clientId, URL keys, ResourceRetriever http, Duration patience, Clock clock) {
        this.issuer = issuer;
        this.clientId = clientId;
        this.clock = clock;
        this.keys = JWKSourceBuilder.<SecurityContext>create(keys, http)
                .cache(KEYS_LIFETIME.toMillis(), patience.toMillis())
                .refreshAheadCache(false)
                .rateLimited(true)
                .build();
    }

    /** The claims of a token that is believed. */
    JWTClaimsSet verify(JWT token, String nonce) throws LoginFailed {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWTClaimsSetVerifier(new Claims(nonce));
        LoginFailed notGood = new LoginFailed(LoginRefusal.ID_TOKEN, "the provider's ID token is not good");
        try {
            return processor.process(token, null);
        } catch (BadJWTException e) {
            throw new LoginFailed(
                    LoginRefusal.ID_TOKEN,
                    "the provider's ID token is not of it, not for this server and this login, or not of now: do the"
                            + " clocks agree?");
        } catch (BadJOSEException e) {
            throw new LoginFailed(
                    LoginRefusal.ID_TOKEN,
                    "the provider's ID token is not signed, or with a key that is not the provider's");
        } catch (JOSEException e) {
            throw LoginFailed.in(e, notGood);
        }
    }

    private final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

        Claims(String nonce) {
            super(
                    clientId,
                    new JWTClaimsSet.Builder()
                            .issuer(issuer)
                            .claim("nonce", nonce)
                            .build(),
                    Set.of("sub", "exp", "iat"));
            setMaxClockSkew(Math.toIntExact(CLOCK_SKEW.toSeconds()));
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }

        @Override
        public void verify(JWTClaimsSet claims, SecurityContext context) throws BadJWTException {
            super.verify(claims, context);
            if (!isForUsAlone(claims)) {
                throw new BadJWTException("for another client");
            }
            Date issued = claims.getIssueTime();
            if (issued == null || issued.toInstant().isAfter(clock.instant().plus(CLOCK_SKEW))) {
                throw new BadJWTException("issued in the future");
            }
            String subject = claims.getSubject();
            if (subject == null || subject.isEmpty() || subject.length() > MAX_SUBJECT_LENGTH) {
                throw new BadJWTException("no subject");
            }
        }

        /** Whoever else the token is for could show it to us as theirs; the provider says in {@code azp} whose it is. */
        private boolean isForUsAlone(JWTClaimsSet claims) throws BadJWTException {
            try {
                String authorized = claims.getStringClaim("azp");
                return authorized == null
                        ? claims.getAudience().equals(List.of(clientId))
                        : authorized.equals(clientId);
            } catch (ParseException e) {
                throw new BadJWTException("azp is not a text", e);
            }
        }
    }
}
