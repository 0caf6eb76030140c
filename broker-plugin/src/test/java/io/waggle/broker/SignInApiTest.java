package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.token.TokenVerdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-up, sign-in and what an attacker makes of them, over HTTP. */
class SignInApiTest {

    private static final String ANNA = "anna@example.org";
    private static final String CODE_GRANT = "urn:waggle:oauth:grant-type:one-time-code";

    @TempDir
    private Path folder;

    private TestApi api;
    private HttpCaller http;

    @BeforeEach
    void start() {
        api = new TestApi(folder);
        http = api.http;
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @SuppressWarnings("NullAway.Init")
    SignInApiTest() {}

    @Test
    void aCodeSignsANewAccountInAndTheSameOneLater() {
        Tokens first = api.signIn(ANNA);
        Tokens second = api.signIn("Anna@EXAMPLE.org".toLowerCase(java.util.Locale.ROOT));
        Tokens other = api.signIn("bob@example.org");

        assertThat(second.account()).isEqualTo(first.account());
        assertThat(second.device()).isNotEqualTo(first.device());
        assertThat(other.account()).isNotEqualTo(first.account());
        TokenVerdict verdict = api.verifier.verify(first.access());
        assertThat(verdict).isInstanceOf(TokenVerdict.Valid.class);
        TokenVerdict.Valid valid = (TokenVerdict.Valid) verdict;
        assertThat(valid.device().clientId()).isEqualTo(first.account() + "/" + first.device());
        assertThat(valid.session()).isNotNull();
        assertThat(valid.expiresAt()).isEqualTo(api.clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void anybodyCanVerifyAnAccessTokenWithThePublishedKeys() throws Exception {
        SignedJWT token = SignedJWT.parse(api.signIn(ANNA).access());
        Answer metadata = http.get("/.well-known/oauth-authorization-server").expect(200);
        JWKSet keys = JWKSet.parse(http.get("/oauth/jwks.json").expect(200).body());

        assertThat(metadata.text("issuer")).isEqualTo(token.getJWTClaimsSet().getIssuer());
        assertThat(metadata.text("jwks_uri")).isEqualTo(metadata.text("issuer") + "/oauth/jwks.json");
        var key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toOctetKeyPair();
        assertThat(key.isPrivate()).isFalse();
        assertThat(token.verify(new Ed25519Verifier(key))).isTrue();
    }

    @Test
    void theAnswerDoesNotTellWhetherThereIsAnAccount() {
        Answer before = http.post("/v1/verifications", Map.of("email", ANNA)).expect(202);
        api.signIn(ANNA);
        Answer after = http.post("/v1/verifications", Map.of("email", ANNA)).expect(202);

        assertThat(shape(after)).isEqualTo(shape(before));
    }

    /** Times are not compared, but what takes them: the database does the very same for who has an account and who has none. */
    @Test
    void theWorkDoesNotTellWhetherThereIsAnAccount() {
        String nobody = "nobody@example.org";
        api.signIn(ANNA);

        Map<String, Long> forNobody = statementsOf(() -> begin(nobody));
        assertThat(forNobody).isNotEmpty();
        assertThat(statementsOf(() -> begin(ANNA))).isEqualTo(forNobody);

        String noCode = "nonsense";
        String ofNobody = begin(nobody);
        String ofAnna = begin(ANNA);
        Map<String, Long> guessing = statementsOf(() -> token(ofNobody, noCode).error());
        assertThat(guessing).isNotEmpty();
        assertThat(statementsOf(() -> token(ofAnna, noCode).error())).isEqualTo(guessing);
    }

    /** What the database reads and writes for a request, and how often. */
    private Map<String, Long> statementsOf(Runnable request) {
        api.database.<Integer>read(handle -> handle.execute("SET QUERY_STATISTICS FALSE"));
        api.database.<Integer>read(handle -> handle.execute("SET QUERY_STATISTICS TRUE"));
        request.run();
        Map<String, Long> counts = new TreeMap<>();
        api.database.<Integer>read(handle -> {
            handle.createQuery("SELECT sql_statement, execution_count FROM information_schema.query_statistics"
                            + " WHERE REGEXP_LIKE(sql_statement, '^(SELECT|INSERT|UPDATE|DELETE|MERGE) ')"
                            + " AND sql_statement NOT LIKE '%query_statistics%'")
                    .map((row, context) -> counts.put(row.getString(1), row.getLong(2)))
                    .list();
            return 0;
        });
        return counts;
    }

    private static Map<String, String> shape(Answer answer) {
        Map<String, String> shape = new TreeMap<>();
        answer.response().headers().map().forEach((name, values) -> shape.put(name, values.toString()));
        shape.remove("date");
        shape.put("body", answer.body().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID"));
        return shape;
    }

    @Test
    void aWrongCodeAnUnknownOneAndAnOldOneAreAnsweredAlike() {
        String verification = begin(ANNA);
        String code = api.codeOf(ANNA);
        Answer wrong = token(verification, code.equals("000000") ? "000001" : "000000");
        Answer unknown = token("00000000-0000-4000-8000-000000000000", code);
        Answer nonsense = token("' OR 1=1 --", code);
        api.clock.advance(Duration.ofMinutes(10));
        Answer old = token(verification, code);

        assertThat(wrong.error()).isEqualTo("invalid_grant");
        assertThat(List.of(unknown.body(), nonsense.body(), old.body())).containsOnly(wrong.body());
    }

    @Test
    void aCodeIsGuessedAtFiveTimesAndNoMore() {
        String verification = begin(ANNA);
        String code = api.codeOf(ANNA);
        for (int i = 0; i < 5; i++) {
            assertThat(token(verification, code.equals("000000") ? "000001" : "000000")
                            .error())
                    .isEqualTo("invalid_grant");
        }
        assertThat(token(verification, code).error()).isEqualTo("invalid_grant");
        assertThat(api.signIn(ANNA).account()).isNotEmpty();
    }

    @Test
    void aCodeIsGoodOnce() {
        String verification = begin(ANNA);
        String code = api.codeOf(ANNA);
        token(verification, code).tokens();

        assertThat(token(verification, code).error()).isEqualTo("invalid_grant");
    }

    @Test
    void tooManyCodesAreRefusedWithWhenToComeAgain() {
        for (int i = 0; i < 5; i++) {
            begin(ANNA);
        }
        Answer refused = http.post("/v1/verifications", Map.of("email", ANNA)).expect(429);

        assertThat(refused.header("Retry-After")).isEqualTo("3600");
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(refused.body()).doesNotContain(ANNA);
    }

    @Test
    void aRefreshTokenIsGoodUntilItsSuccessorIsUsed() {
        Tokens first = api.signIn(ANNA);
        Tokens lost = refresh(first.refresh()).tokens();
        Tokens second = refresh(first.refresh()).tokens();
        Tokens third = refresh(second.refresh()).tokens();

        assertThat(third.device()).isEqualTo(first.device());
        assertThat(refresh(lost.refresh()).error()).isEqualTo("invalid_grant");
        assertThat(refresh(third.refresh()).error())
                .as("whoever has an old token ends the session")
                .isEqualTo("invalid_grant");
    }

    @Test
    void aRevokedSessionRefreshesNoMore() {
        Tokens byRefreshToken = api.signIn(ANNA);
        Tokens byAccessToken = api.signIn(ANNA);
        http.form("/oauth/revoke", Map.of("token", byRefreshToken.refresh())).expect(200);
        http.form("/oauth/revoke", Map.of("token", byAccessToken.access())).expect(200);
        http.form("/oauth/revoke", Map.of("token", "nothing of ours")).expect(200);

        assertThat(refresh(byRefreshToken.refresh()).error()).isEqualTo("invalid_grant");
        assertThat(refresh(byAccessToken.refresh()).error()).isEqualTo("invalid_grant");
    }

    @Test
    void theSeventhDeviceIsRefusedUntilOneMakesRoomAndTheCodeIsStillGood() {
        List<Tokens> six = java.util.stream.IntStream.range(0, 6)
                .mapToObj(i -> {
                    api.clock.advance(Duration.ofMinutes(20));
                    return api.signIn(ANNA);
                })
                .toList();
        api.clock.advance(Duration.ofMinutes(20));
        String verification = begin(ANNA);
        String code = api.codeOf(ANNA);
        assertThat(token(verification, code).error()).isEqualTo("too_many_devices");

        Tokens seventh = http.form(
                        "/oauth/token",
                        with(
                                parameters(verification, code),
                                "replace_device_id",
                                six.get(2).device()))
                .tokens();
        assertThat(seventh.device()).isNotIn(six.stream().map(Tokens::device).toList());
        assertThat(refresh(six.get(2).refresh()).error()).isEqualTo("invalid_grant");
        assertThat(refresh(six.get(3).refresh()).tokens().device())
                .isEqualTo(six.get(3).device());
    }

    @Test
    void aDeviceThatWasSignedOutComesBackAsItself() {
        Tokens phone = api.signIn(ANNA);
        http.form("/oauth/revoke", Map.of("token", phone.refresh())).expect(200);
        Tokens again = http.form(
                        "/oauth/token", with(parameters(begin(ANNA), api.codeOf(ANNA)), "device_id", phone.device()))
                .tokens();

        assertThat(again.device()).isEqualTo(phone.device());
        assertThat(refresh(phone.refresh()).error()).isEqualTo("invalid_grant");
        Tokens ofAnother = http.form(
                        "/oauth/token",
                        with(
                                parameters(begin("eve@example.org"), api.codeOf("eve@example.org")),
                                "device_id",
                                phone.device()))
                .tokens();
        assertThat(ofAnother.device()).as("of her own account").isNotEqualTo(phone.device());
        assertThat(refresh(again.refresh()).tokens().account()).isEqualTo(phone.account());
    }

    @ParameterizedTest
    @ValueSource(strings = {"verification_id", "code", "device_name", "grant_type"})
    void aParameterThatIsMissingOrGivenTwiceIsNamed(String name) {
        Map<String, String> parameters = new TreeMap<>(parameters(begin(ANNA), api.codeOf(ANNA)));
        String all = form(parameters);
        parameters.remove(name);
        Answer missing = http.form("/oauth/token", parameters);
        Answer twice = http.send("/oauth/token", "POST", "application/x-www-form-urlencoded", all + "&" + name + "=x");

        for (Answer answer : List.of(missing, twice)) {
            assertThat(answer.error()).isEqualTo("invalid_request");
            assertThat(answer.text("error_description")).contains(name);
        }
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue().replace(" ", "+"))
                .collect(java.util.stream.Collectors.joining("&"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\":\"anna@example.org\",\"phone\":\"+4915123456789\"}",
                "{}",
                "{\"email\":null}",
                "{\"email\":\"anna@example.org\\r\\nBcc: eve@example.org\"}",
                "{\"email\":\"anna@example.org, eve@example.org\"}",
                "{\"email\":\"<anna@example.org>\"}",
                "{\"email\":\"';DROP TABLE account;--@example.org\"}",
                "{\"phone\":\"123\"}",
                "{\"phone\":\"+49 151 23456789 ext. 5\"}",
                "{\"email\":[\"anna@example.org\"]}",
                "{\"email\":\"anna@example.org\"} {}",
                "[]",
                "null",
                "\"anna@example.org\"",
                "{\"email\":\"anna@example.org\"",
                ""
            })
    void aBodyThatIsNotWhatTheResourceTakesIsAProblemThatQuotesNothing(String body) {
        Answer answer =
                http.send("/v1/verifications", "POST", "application/json", body).expect(400);

        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("detail")).isNotBlank();
        assertThat(answer.body()).doesNotContain("anna", "eve", "DROP", "151");
    }

    @Test
    void whatIsTooLargeTooDeepOrOfAnotherTypeIsRefused() {
        String large = "{\"email\":\"" + "a".repeat(70_000) + "\"}";
        http.send("/v1/verifications", "POST", "application/json", large).expect(413);
        http.send("/v1/verifications", "POST", "application/json", "[".repeat(10_000))
                .expect(400);
        http.send("/v1/verifications", "POST", "text/plain", "{\"email\":\"anna@example.org\"}")
                .expect(415);
        http.send("/oauth/token", "POST", "application/json", "{}").expect(415);
        http.get("/oauth/token").expect(405);
        Answer traversal = http.get("/v1/../../etc/passwd").expect(400);
        assertThat(traversal.header("Content-Type")).startsWith("application/problem+json");
    }

    private String begin(String email) {
        return http.post("/v1/verifications", Map.of("email", email))
                .expect(202)
                .text("verification_id");
    }

    private static Map<String, String> parameters(String verification, String code) {
        return Map.of(
                "grant_type", CODE_GRANT, "verification_id", verification, "code", code, "device_name", "a phone");
    }

    private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(name, value);
        return more;
    }

    private Answer token(String verification, String code) {
        return http.form("/oauth/token", parameters(verification, code));
    }

    private Answer refresh(String token) {
        return http.form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
    }
}
