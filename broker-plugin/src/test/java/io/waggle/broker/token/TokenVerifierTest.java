package io.waggle.broker.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.waggle.broker.config.TokenConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.token.TokenVerdict.Refusal;
import io.waggle.broker.token.TokenVerdict.Refused;
import io.waggle.broker.token.TokenVerdict.Valid;
import io.waggle.protocol.Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on a token, each answered with its reason; every forgery is built from parts, not by the minter. */
final class TokenVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Address ALICE = Address.of("alice", "phone");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @TempDir
    private Path folder;

    private TokenConfig config;
    private SigningKeys keys;
    private TokenVerifier verifier;
    private String token;

    @BeforeEach
    void openKeys() {
        config = WaggleConfig.defaults(folder).token();
        keys = SigningKeys.open(config.keyDirectory(), at(NOW));
        verifier = new TokenVerifier(keys, config, new Issuers("https://accounts.example", config.issuer()), at(NOW));
        token = new TokenMinter(keys, config, at(NOW)).mint(ALICE, Duration.ofDays(30));
    }

    @Test
    void aMintedTokenNamesItsDeviceAndItsEnd() {
        Valid expected = new Valid(ALICE, NOW.plus(Duration.ofDays(30)), null);

        assertThat(verifier.verify(token)).isEqualTo(expected);
        assertThat(verifier.verify(bytes(token))).isEqualTo(expected);
    }

    @Test
    void readingAPasswordLeavesItsBufferAlone() {
        ByteBuffer password = bytes("x" + token).position(1).asReadOnlyBuffer();

        assertThat(verifier.verify(password)).isInstanceOf(Valid.class);
        assertThat(password.position()).isEqualTo(1);
        assertThat(verifier.verify(password)).isInstanceOf(Valid.class);
    }

    @Test
    void changingAnyCharacterOfATokenRefusesIt() {
        for (int i = 0; i < token.length(); i++) {
            char[] changed = token.toCharArray();
            changed[i] = token.charAt(i) == '.' ? 'A' : ALPHABET.charAt((ALPHABET.indexOf(changed[i]) + 1) % 64);

            assertThat(verifier.verify(new String(changed)))
                    .as("character %d", i)
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void theSignatureHasOneSpellingOnly() {
        char last = token.charAt(token.length() - 1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            char other = ALPHABET.charAt(i);
            if (other != last) {
                assertRefused(Refusal.BAD_SIGNATURE, token.substring(0, token.length() - 1) + other);
            }
        }
    }

    @Test
    void partsOfTwoTokensDoNotMakeAThird() {
        String other = new TokenMinter(keys, config, at(NOW)).mint(Address.of("mallory", "phone"), Duration.ofDays(1));

        assertRefused(Refusal.BAD_SIGNATURE, part(token, 0) + "." + part(token, 1) + "." + part(other, 2));
        assertRefused(Refusal.BAD_SIGNATURE, part(token, 0) + "." + part(other, 1) + "." + part(token, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "HS256", "RS256", "ES256", "Ed25519", "Ed448", "eddsa"})
    void everyAlgorithmButEdDsaIsRefusedWhateverTheSignature(String algorithm) {
        for (String signature : List.of("", part(token, 2))) {
            assertRefused(
                    Refusal.WRONG_ALGORITHM,
                    encode(header(Map.of("alg", algorithm))) + "." + part(token, 1) + "." + signature);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "5", "true", "[\"EdDSA\"]", "{}"})
    void anAlgorithmThatIsNoStringIsRefused(String json) {
        String header = new Base64URL(part(token, 0)).decodeToString().replace("\"EdDSA\"", json);

        assertThat(header).doesNotContain("\"alg\":\"EdDSA\"");
        assertThat(verifier.verify(encode(header) + "." + part(token, 1) + "." + part(token, 2)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void thePublicKeyIsNoSharedSecret() throws Exception {
        byte[] publicKey = signingKey().getX().decode();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .keyID(signingKey().getKeyID())
                .build();

        assertRefused(Refusal.WRONG_ALGORITHM, sign(header, new MACSigner(publicKey), claims()));
    }

    @Test
    void anRsaSignatureIsRefused() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(signingKey().getKeyID())
                .build();

        assertRefused(
                Refusal.WRONG_ALGORITHM,
                sign(header, new RSASSASigner(new RSAKeyGenerator(2048).generate()), claims()));
    }

    @Test
    void aStrangersKeyIsRefusedUnderItsOwnIdAndUnderOurs() throws Exception {
        OctetKeyPair theirs = strangersKey();

        assertRefused(Refusal.UNKNOWN_KEY, sign(headerFor(theirs).build(), new Ed25519Signer(theirs), claims()));
        assertRefused(
                Refusal.BAD_SIGNATURE, sign(headerFor(signingKey()).build(), new Ed25519Signer(theirs), claims()));
    }

    @Test
    void aKeyInsideTheTokenIsNotBelieved() throws Exception {
        OctetKeyPair theirs = strangersKey();
        JWSHeader ourId = headerFor(signingKey()).jwk(theirs.toPublicJWK()).build();
        JWSHeader theirId = headerFor(theirs).jwk(theirs.toPublicJWK()).build();

        assertRefused(Refusal.BAD_SIGNATURE, sign(ourId, new Ed25519Signer(theirs), claims()));
        assertRefused(Refusal.UNKNOWN_KEY, sign(theirId, new Ed25519Signer(theirs), claims()));
    }

    @Test
    void aTokenWithoutAKeyIdIsRefused() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA).build();

        assertRefused(Refusal.UNKNOWN_KEY, sign(header, new Ed25519Signer(signingKey()), claims()));
    }

    @Test
    void aHeaderThatMustBeUnderstoodAndIsNotIsRefused() {
        assertRefused(Refusal.MALFORMED, signed(header(Map.of("crit", List.of("exp"), "exp", 1)), json(claims())));
        assertRefused(Refusal.MALFORMED, signed(header(Map.of("b64", false)), json(claims())));
    }

    @ParameterizedTest
    @CsvSource({
        "iss, WRONG_ISSUER",
        "aud, WRONG_AUDIENCE",
        "exp, BAD_CLAIMS",
        "iat, BAD_CLAIMS",
        "sub, BAD_CLAIMS",
        "device, BAD_CLAIMS"
    })
    void everyClaimIsNeeded(String claim, Refusal refusal) {
        assertRefused(refusal, signedClaims(claims -> claims.remove(claim)));
    }

    @ParameterizedTest
    @CsvSource({
        "iss, '\"waggle2\"', WRONG_ISSUER",
        "iss, '\"Waggle\"', WRONG_ISSUER",
        "iss, '\"\"', WRONG_ISSUER",
        "iss, '5', BAD_CLAIMS",
        "iss, '[\"waggle\"]', BAD_CLAIMS",
        "aud, '\"waggle\"', WRONG_AUDIENCE",
        "aud, '[]', WRONG_AUDIENCE",
        "aud, '{\"waggle-mqtt\":1}', BAD_CLAIMS",
        "exp, '\"1795521600\"', BAD_CLAIMS",
        "exp, 'true', BAD_CLAIMS",
        "exp, '[1795521600]', BAD_CLAIMS",
        "exp, '-1', EXPIRED",
        "exp, '0', EXPIRED",
        "iat, '\"yesterday\"', BAD_CLAIMS",
        "nbf, '\"yesterday\"', BAD_CLAIMS",
        "sub, '\"\"', BAD_CLAIMS",
        "sub, '\"a/b\"', BAD_CLAIMS",
        "sub, '\"#\"', BAD_CLAIMS",
        "sub, '\"..\"', BAD_CLAIMS",
        "sub, '\"caf\u00e9\"', BAD_CLAIMS",
        "sub, '[\"alice\"]', BAD_CLAIMS",
        "sub, '5', BAD_CLAIMS",
        "device, '\"\"', BAD_CLAIMS",
        "device, '\"+\"', BAD_CLAIMS",
        "device, '\"a b\"', BAD_CLAIMS",
        "device, '5', BAD_CLAIMS",
        "device, 'null', BAD_CLAIMS",
        "device, '{}', BAD_CLAIMS",
        "device, '\"a-name-that-is-longer-than-32-chars\"', BAD_CLAIMS",
    })
    void anOddClaimIsRefusedThoughItIsSigned(String claim, String value, Refusal refusal) {
        String without = json(without(claims(), claim));

        assertRefused(
                refusal, signed(header(Map.of()), without.replaceFirst("\\{", "{\"" + claim + "\":" + value + ",")));
    }

    @Test
    void oneOfSeveralAudiencesIsEnough() {
        assertThat(verifier.verify(signedClaims(claims -> claims.put("aud", List.of("other", "waggle-mqtt")))))
                .isInstanceOf(Valid.class);
    }

    @Test
    void aTokenEndsWhenItSaysPlusTheSkewOfTheClocks() {
        Instant end = NOW.plus(Duration.ofDays(30)).plus(config.clockSkew());

        assertThat(verifierAt(end.minusMillis(1)).verify(token)).isInstanceOf(Valid.class);
        assertThat(verifierAt(end).verify(token)).isEqualTo(new Refused(Refusal.EXPIRED));
    }

    @Test
    void aTokenBeginsWhenItWasIssuedLessTheSkewOfTheClocks() {
        Instant begin = NOW.minus(config.clockSkew());

        assertThat(verifierAt(begin).verify(token)).isInstanceOf(Valid.class);
        assertThat(verifierAt(begin.minusMillis(1)).verify(token)).isEqualTo(new Refused(Refusal.NOT_YET_VALID));
    }

    @Test
    void aTokenBeginsNotBeforeItSays() {
        long skew = config.clockSkew().toSeconds();

        assertThat(verifier.verify(signedClaims(claims -> claims.put("nbf", NOW.getEpochSecond() + skew))))
                .isInstanceOf(Valid.class);
        assertRefused(
                Refusal.NOT_YET_VALID, signedClaims(claims -> claims.put("nbf", NOW.getEpochSecond() + skew + 1)));
    }

    @Test
    void aTokenThatWouldLiveTooLongIsRefused() {
        long max = config.maxLifetime().toSeconds();

        assertThat(verifier.verify(signedClaims(claims -> claims.put("exp", NOW.getEpochSecond() + max))))
                .isInstanceOf(Valid.class);
        assertRefused(
                Refusal.LIFETIME_TOO_LONG, signedClaims(claims -> claims.put("exp", NOW.getEpochSecond() + max + 1)));
        assertThat(verifier.verify(signedClaims(claims -> claims.put("exp", Long.MAX_VALUE))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void anotherServersIssuerAndAudienceAreNotOurs() {
        TokenConfig theirs = new TokenConfig(
                "theirs",
                TokenConfig.Developer.AUTO,
                "their-mqtt",
                config.keyDirectory(),
                config.clockSkew(),
                config.maxLifetime(),
                config.rememberedMax());

        assertThat(new TokenVerifier(keys, theirs, new Issuers("https://accounts.example", theirs.issuer()), at(NOW))
                        .verify(token))
                .isEqualTo(new Refused(Refusal.WRONG_ISSUER));
    }

    @Test
    void aHugeTokenIsRefusedUnread() {
        String valid = signedClaims(claims -> claims.put("padding", "x".repeat(5_000)));
        String huge = signedClaims(claims -> claims.put("padding", "x".repeat(8_192)));

        assertThat(verifier.verify(valid)).isInstanceOf(Valid.class);
        assertRefused(Refusal.TOO_LONG, huge);
        assertRefused(Refusal.TOO_LONG, "[".repeat(1 << 20));
        assertRefused(Refusal.MALFORMED, "x".repeat(TokenVerifier.MAX_LENGTH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a.b.c",
                "a.b",
                "a.b.c.d",
                "e30.e30.e30",
                "bnVsbA.e30.AA",
                "W10.e30.AA",
                " . . "
            })
    void whatIsNoTokenIsRefused(String text) {
        assertThat(verifier.verify(text)).isInstanceOf(Refused.class);
    }

    @Test
    void surroundingOrEmbeddedCharactersAreNotForgiven() {
        for (String odd : List.of(
                token + "=",
                token + "\n",
                " " + token,
                token + "\u0000",
                token.replace("-", "+"),
                "\ufeff" + token,
                token + "." + part(token, 2),
                "Bearer " + token)) {
            if (!odd.equals(token)) {
                assertThat(verifier.verify(odd)).isInstanceOf(Refused.class);
            }
        }
    }

    @Test
    void deeplyNestedJsonIsRefused() {
        String nested = "[".repeat(2_000) + "]".repeat(2_000);

        assertThat(verifier.verify(encode("{\"alg\":\"EdDSA\",\"x\":" + nested + "}") + ".e30.AA"))
                .isInstanceOf(Refused.class);
        assertThat(verifier.verify(signed(header(Map.of()), "{\"x\":" + nested + "}")))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aPayloadThatIsNoObjectIsRefusedThoughItIsSigned() {
        for (String payload : List.of("null", "[]", "5", "\"x\"", "", "{", "{}{}", "not json")) {
            assertThat(verifier.verify(signed(header(Map.of()), payload)))
                    .as(payload)
                    .isInstanceOf(Refused.class);
        }
    }

    static List<Long> seeds() {
        return new Random().longs(10).boxed().toList();
    }

    /** The seed stands in the test's name. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomAndMutatedTokensAreRefusedAndNothingIsThrown(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] mutated = mutate(token.getBytes(StandardCharsets.US_ASCII), random);
            if (!new String(mutated, StandardCharsets.ISO_8859_1).equals(token)) {
                assertThat(verifier.verify(ByteBuffer.wrap(mutated))).isInstanceOf(Refused.class);
            }
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            assertThat(verifier.verify(ByteBuffer.wrap(noise))).isInstanceOf(Refused.class);
        }
    }

    /** Validly signed noise: what a broken issuer might send. The claims must be read without an exception. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void signedNoiseIsRefusedAndNothingIsThrown(long seed) {
        Random random = new Random(seed);
        String good = json(claims());
        for (int i = 0; i < 100; i++) {
            String mutated =
                    new String(mutate(good.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.ISO_8859_1);
            TokenVerdict verdict = verifier.verify(signed(header(Map.of()), mutated));
            assertThat(verdict).isInstanceOfAny(Valid.class, Refused.class);
        }
    }

    @Test
    void whatIsRememberedIsStillAskedWhetherItsTimeIsRight() {
        SettableClock clock = new SettableClock(NOW);
        TokenVerifier remembering = new TokenVerifier(keys, config, issuers(), clock);
        Valid valid = new Valid(ALICE, NOW.plus(Duration.ofDays(30)), null);
        Duration untilEnd = Duration.ofDays(30).plus(config.clockSkew());
        Duration beforeBegin = config.clockSkew().plusSeconds(1);
        assertThat(remembering.verify(token)).isEqualTo(valid);
        assertThat(remembering.remembered()).isOne();

        clock.advance(beforeBegin.negated());
        assertThat(remembering.verify(token)).isEqualTo(new Refused(Refusal.NOT_YET_VALID));
        assertThat(remembering.remembered()).isZero();

        clock.advance(beforeBegin.plus(untilEnd).minusSeconds(1));
        assertThat(remembering.verify(token)).isEqualTo(valid);
        assertThat(remembering.verify(bytes(token))).isEqualTo(valid);
        clock.advance(Duration.ofSeconds(1));
        assertThat(remembering.verify(token)).isEqualTo(new Refused(Refusal.EXPIRED));
        assertThat(remembering.verify(token)).as("and then again").isEqualTo(new Refused(Refusal.EXPIRED));
    }

    @Test
    void nothingButTheVeryTokenIsTakenForARememberedOne() {
        assertThat(verifier.verify(token)).isInstanceOf(Valid.class);

        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(verifier.verify(changed)).as("changed at %d", i).isInstanceOf(Refused.class);
        }
        assertThat(verifier.verify(token + "=")).isInstanceOf(Refused.class);
        assertThat(verifier.remembered())
                .as("what is refused is not remembered")
                .isOne();
    }

    @Test
    void whatTheServerHasMintedItselfIsKnownToItAndToOthersTheSame() {
        TokenMinter minter = new TokenMinter(keys, config, at(NOW), verifier);
        UUID session = UUID.randomUUID();
        String minted = minter.mint(issuers().accounts(), ALICE, session, Duration.ofMinutes(15));
        Valid valid = new Valid(ALICE, NOW.plus(Duration.ofMinutes(15)), session);

        assertThat(verifier.remembered()).isOne();
        assertThat(verifier.verify(minted)).isEqualTo(valid);
        assertThat(verifierAt(NOW).verify(minted)).isEqualTo(valid);
        String foreign = minter.mint("https://other.example", ALICE, session, Duration.ofMinutes(15));
        assertThat(verifier.remembered())
                .as("what is not believed is not remembered")
                .isOne();
        assertThat(verifier.verify(foreign)).isEqualTo(new Refused(Refusal.WRONG_ISSUER));
    }

    @Test
    void noMoreAreRememberedThanAllowed() {
        TokenMinter minter = new TokenMinter(keys, config, at(NOW));
        for (int max : new int[] {0, 3}) {
            TokenVerifier bounded = new TokenVerifier(keys, remembering(max), issuers(), at(NOW));
            for (int i = 1; i <= 20; i++) {
                String minted = minter.mint(ALICE, Duration.ofMinutes(i));
                assertThat(bounded.verify(minted)).isInstanceOf(Valid.class);
                assertThat(bounded.verify(minted)).isInstanceOf(Valid.class);
            }
            assertThat(bounded.remembered()).isEqualTo(max);
        }
    }

    private TokenConfig remembering(int max) {
        return new TokenConfig(
                config.issuer(),
                config.developer(),
                config.audience(),
                config.keyDirectory(),
                config.clockSkew(),
                config.maxLifetime(),
                max);
    }

    private Issuers issuers() {
        return new Issuers("https://accounts.example", config.issuer());
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = random.nextInt(8) == 0
                ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length * 2))
                : bytes.clone();
        for (int n = random.nextInt(4); n >= 0 && mutated.length > 0; n--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
        }
        return mutated;
    }

    private void assertRefused(Refusal refusal, String refused) {
        assertThat(verifier.verify(refused)).isEqualTo(new Refused(refusal));
        assertThat(verifier.verify(bytes(refused))).isEqualTo(new Refused(refusal));
    }

    private TokenVerifier verifierAt(Instant instant) {
        return new TokenVerifier(keys, config, new Issuers("https://accounts.example", config.issuer()), at(instant));
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private OctetKeyPair signingKey() {
        return keys.signingKey().orElseThrow();
    }

    private static OctetKeyPair strangersKey() throws JOSEException {
        return new OctetKeyPairGenerator(Curve.Ed25519)
                .keyIDFromThumbprint(true)
                .generate();
    }

    private static JWSHeader.Builder headerFor(OctetKeyPair key) {
        return new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID(key.getKeyID());
    }

    private String header(Map<String, Object> changes) {
        Map<String, Object> header =
                new HashMap<>(Map.of("alg", "EdDSA", "kid", signingKey().getKeyID()));
        header.putAll(changes);
        return json(header);
    }

    private static Map<String, Object> claims() {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", "waggle");
        claims.put("aud", "waggle-mqtt");
        claims.put("sub", "alice");
        claims.put("device", "phone");
        claims.put("iat", NOW.getEpochSecond());
        claims.put("exp", NOW.getEpochSecond() + 3_600);
        return claims;
    }

    private static Map<String, Object> without(Map<String, Object> claims, String claim) {
        claims.remove(claim);
        return claims;
    }

    private String signedClaims(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = claims();
        change.accept(claims);
        return signed(header(Map.of()), json(claims));
    }

    /** Signed with the server's own key over these very bytes, whatever they are. */
    private String signed(String header, String payload) {
        String input = encode(header) + "." + encode(payload);
        try {
            Base64URL signature = new Ed25519Signer(signingKey())
                    .sign(new JWSHeader(JWSAlgorithm.EdDSA), input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + signature;
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static String sign(JWSHeader header, JWSSigner signer, Map<String, @Nullable Object> claims)
            throws JOSEException {
        String input = header.toBase64URL() + "." + encode(json(claims));
        return input + "." + signer.sign(header, input.getBytes(StandardCharsets.US_ASCII));
    }

    private static String json(Map<String, ?> object) {
        return JSONObjectUtils.toJSONString(new HashMap<>(object));
    }

    private static String encode(String text) {
        return Base64URL.encode(text).toString();
    }

    private static String part(String compact, int index) {
        return compact.split("\\.", -1)[index];
    }
}
