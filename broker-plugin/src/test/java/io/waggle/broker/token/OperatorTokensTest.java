package io.waggle.broker.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.waggle.broker.config.TokenConfig;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.token.TokenVerdict.Refusal;
import io.waggle.protocol.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is the operator, and that nobody else is: least of all somebody with a good token of another kind. */
final class OperatorTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final String ACCOUNTS = "http://127.0.0.1:8080";
    private static final Address PHONE = Address.of("anna", "phone");

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(NOW);
    private SigningKeys keys;
    private OperatorTokens tokens;

    @SuppressWarnings("NullAway.Init")
    OperatorTokensTest() {}

    @BeforeEach
    void open() {
        keys = SigningKeys.open(directory.resolve("keys"), clock);
        tokens = new OperatorTokens(keys, Duration.ofSeconds(30), clock);
    }

    @Test
    void theOperatorIsWhoeverHasATokenThatIsNotOld() {
        String token = tokens.mint(Duration.ofMinutes(1));

        assertThat(tokens.accepts(token)).isTrue();
        clock.advance(Duration.ofSeconds(89));
        assertThat(tokens.accepts(token)).as("within the skew of clocks").isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.accepts(token)).isFalse();
    }

    @Test
    void noTokenLivesForMoreThanAnHourWhoeverMadeIt() {
        assertThat(tokens.accepts(tokens.mint(Duration.ofHours(1)))).isTrue();
        for (Duration wrong :
                List.of(Duration.ofHours(1).plusMillis(1), Duration.ofMillis(999), Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> tokens.mint(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(tokens.accepts(forged(
                        OperatorTokens.TYPE, claims -> claims.expirationTime(Date.from(NOW.plusSeconds(3_601))))))
                .isFalse();
    }

    @Test
    void everyClaimCounts() {
        assertThat(tokens.accepts(forged(OperatorTokens.TYPE, claims -> claims)))
                .as("else nothing below says anything")
                .isTrue();
        List<UnaryOperator<JWTClaimsSet.Builder>> wrong = List.of(
                claims -> claims.audience("waggle-mqtt"),
                claims -> claims.audience(List.of("waggle-operator", "waggle-mqtt")),
                claims -> claims.audience((String) null),
                claims -> claims.issuer(ACCOUNTS),
                claims -> claims.issuer("waggle"),
                claims -> claims.issuer(null),
                claims -> claims.issueTime(null),
                claims -> claims.expirationTime(null),
                claims -> claims.issueTime(Date.from(NOW.plusSeconds(31))),
                claims -> claims.expirationTime(Date.from(NOW.minusSeconds(30))));
        for (int i = 0; i < wrong.size(); i++) {
            assertThat(tokens.accepts(forged(OperatorTokens.TYPE, wrong.get(i))))
                    .as("claims %d", i)
                    .isFalse();
        }
        assertThat(tokens.accepts(forged(JOSEObjectType.JWT, claims -> claims))).isFalse();
        assertThat(tokens.accepts(forged(null, claims -> claims))).isFalse();
    }

    @Test
    void aDevicesTokenIsNoOperatorsAlsoWhereTheConfigurationGivesItTheSameAudience() {
        for (String audience : List.of("waggle-mqtt", OperatorTokens.AUDIENCE)) {
            TokenMinter minter = new TokenMinter(keys, config(audience, OperatorTokens.ISSUER), clock);
            assertThat(tokens.accepts(minter.mint(PHONE, Duration.ofMinutes(10))))
                    .isFalse();
            assertThat(tokens.accepts(
                            minter.mint(OperatorTokens.ISSUER, PHONE, UUID.randomUUID(), Duration.ofMinutes(10))))
                    .isFalse();
        }
    }

    @Test
    void anOperatorsTokenIsNoDevicesAlsoWhereTheConfigurationGivesItTheSameAudience() {
        TokenConfig config = config(OperatorTokens.AUDIENCE, OperatorTokens.ISSUER);
        TokenVerifier verifier = new TokenVerifier(keys, config, new Issuers(ACCOUNTS, OperatorTokens.ISSUER), clock);

        assertThat(verifier.verify(tokens.mint(Duration.ofMinutes(1))))
                .isEqualTo(new TokenVerdict.Refused(Refusal.WRONG_TYPE));
        UnaryOperator<JWTClaimsSet.Builder> ofADevice =
                claims -> claims.subject("anna").claim("device", "phone");
        assertThat(verifier.verify(forged(OperatorTokens.TYPE, ofADevice)))
                .isEqualTo(new TokenVerdict.Refused(Refusal.WRONG_TYPE));
        assertThat(verifier.verify(forged(new JOSEObjectType("WAGGLE-OPERATOR+JWT"), ofADevice)))
                .as("a type has no case (RFC 7515, section 4.1.9)")
                .isEqualTo(new TokenVerdict.Refused(Refusal.WRONG_TYPE));
        assertThat(verifier.verify(forged(JOSEObjectType.JWT, ofADevice)))
                .as("the type alone made the difference")
                .isInstanceOf(TokenVerdict.Valid.class);
    }

    /** Another in its first bits: of the last ones, some are the same in every signature (RFC 8032, section 5.1.6). */
    private static String withAnotherSignature(String token) {
        int first = token.lastIndexOf('.') + 1;
        char other = token.charAt(first) == 'A' ? 'B' : 'A';
        return token.substring(0, first) + other + token.substring(first + 1);
    }

    @Test
    void whoeverHasNotTheKeyIsNotTheOperator() {
        SigningKeys others = SigningKeys.open(directory.resolve("others"), clock);
        String token = tokens.mint(Duration.ofMinutes(1));

        assertThat(tokens.accepts(new OperatorTokens(others, Duration.ZERO, clock).mint(Duration.ofMinutes(1))))
                .isFalse();
        assertThat(tokens.accepts(token.substring(0, token.lastIndexOf('.') + 1)))
                .isFalse();
        assertThat(tokens.accepts(withAnotherSignature(token))).isFalse();
        assertThat(tokens.accepts("")).isFalse();
        assertThat(tokens.accepts("a.b.c")).isFalse();
        assertThat(tokens.accepts("x".repeat(TokenVerifier.MAX_LENGTH + 1))).isFalse();
        String unsigned = java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\",\"typ\":\"waggle-operator+jwt\"}"
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
        assertThat(tokens.accepts(unsigned)).isFalse();
    }

    private TokenConfig config(String audience, String issuer) {
        return new TokenConfig(
                issuer,
                TokenConfig.Developer.ALWAYS,
                audience,
                directory.resolve("keys"),
                Duration.ofSeconds(30),
                Duration.ofDays(1),
                100);
    }

    /** What whoever has the key could sign. */
    private String forged(@Nullable JOSEObjectType type, UnaryOperator<JWTClaimsSet.Builder> change) {
        OctetKeyPair key = keys.signingKey().orElseThrow();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(OperatorTokens.ISSUER)
                .audience(OperatorTokens.AUDIENCE)
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(60)));
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                        .type(type)
                        .keyID(key.getKeyID())
                        .build(),
                change.apply(claims).build());
        try {
            jwt.sign(new Ed25519Signer(key));
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }
}
