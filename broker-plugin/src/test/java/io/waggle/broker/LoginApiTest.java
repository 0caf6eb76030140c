package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.client.api.ApiOptions;
import io.waggle.client.api.BrowserSignIn;
import io.waggle.client.api.WaggleApi;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Sign-in by an OpenID Connect provider, and what an attacker makes of it. */
final class LoginApiTest extends LoginSteps {

    // --- how it goes

    @Test
    void aPersonOfTheProviderGetsAnAccountAndTheSameOneLater() {
        Tokens first = signIn(PERSON);
        Tokens second = signIn(PERSON);
        Tokens other = signIn(Map.of("sub", "another"));

        assertThat(second.account()).isEqualTo(first.account());
        assertThat(second.device()).isNotEqualTo(first.device());
        assertThat(other.account()).isNotEqualTo(first.account());
        http.as(first).get("/v1/devices").expect(200);
        assertThat(api.count("chat.token.granted", "grant", "authorization_code"))
                .isEqualTo(3);
        assertThat(api.count("chat.login.done")).isEqualTo(3);
    }

    @Test
    void theClientLibrarySignsInInABrowser() throws IOException {
        try (WaggleApi library = WaggleApi.of(api.address(), ApiOptions.DEFAULT)) {
            assertThat(library.browserSignIn().isOffered()).isTrue();
            BrowserSignIn.Attempt attempt = library.browserSignIn().begin("the app", URI.create(APP));
            Begun browser = begun(http.get("/oauth/authorize?" + attempt.page().getRawQuery()));
            URI cameBack = location(back(browser, provider.signIn(browser.page(), PERSON)));

            io.waggle.client.api.Tokens tokens = library.browserSignIn().finish(attempt, cameBack, "a phone");

            assertThat(library.devices(tokens::accessToken).list()).hasSize(1);
            assertThat(tokens.device().account().value())
                    .isEqualTo(signIn(PERSON).account());
        }
    }

    @Test
    void theProviderIsAskedWithSecretsOfThisServerAndToldNothingOfTheApp() {
        Begun one = begin();
        Map<String, List<String>> asked = query(one.page());

        assertThat(one.page().toString()).startsWith(provider.issuer() + "/authorize?");
        assertThat(asked.keySet())
                .containsExactlyInAnyOrder(
                        "response_type",
                        "client_id",
                        "scope",
                        "redirect_uri",
                        "state",
                        "nonce",
                        "code_challenge",
                        "code_challenge_method");
        assertThat(asked)
                .containsEntry("response_type", List.of("code"))
                .containsEntry("client_id", List.of("waggle"))
                .containsEntry("scope", List.of("openid"))
                .containsEntry("redirect_uri", List.of(api.address() + "/oauth/callback"))
                .containsEntry("code_challenge_method", List.of("S256"));
        assertThat(one.page().toString()).doesNotContain("example.app", "more", challenge(VERIFIER));
        Map<String, List<String>> again = query(begin().page());
        for (String secret : List.of("state", "nonce", "code_challenge")) {
            assertThat(again.get(secret)).as(secret).isNotEqualTo(asked.get(secret));
            assertThat(TestProvider.first(asked, secret)).as(secret).hasSize(43);
        }
    }

    @Test
    void theAppGetsItsStateAndWhoAnswersAlongWithTheCode() {
        Begun begun = begin();
        Answer answer = back(begun, provider.signIn(begun.page(), PERSON));
        Map<String, List<String>> told = query(location(answer));

        assertThat(location(answer).toString()).startsWith(APP + "?");
        assertThat(told.keySet()).containsExactlyInAnyOrder("code", "state", "iss");
        assertThat(told)
                .containsEntry("state", List.of(STATE))
                .containsEntry("iss", List.of(api.address().toString()));
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Set-Cookie")).startsWith("waggle-login=;").contains("Max-Age=0");
    }

    @Test
    void anAppNeedsNoState() {
        Map<String, String> request = request();
        request.remove("state");
        Begun begun = begun(authorize(request));
        Answer answer = back(begun, provider.signIn(begun.page(), PERSON));

        assertThat(query(location(answer)).keySet()).containsExactlyInAnyOrder("code", "iss");
        assertThat(token(code(answer)).tokens().account()).isNotEmpty();
    }

    @Test
    void theMetadataSaysWhatThereIs() {
        Answer metadata = http.get("/.well-known/oauth-authorization-server").expect(200);

        assertThat(metadata.text("authorization_endpoint")).isEqualTo(metadata.text("issuer") + "/oauth/authorize");
        assertThat(metadata.json().get("code_challenge_methods_supported").toString())
                .isEqualTo("[\"S256\"]");
        assertThat(metadata.json().get("grant_types_supported").toString()).contains("\"authorization_code\"");
        assertThat(metadata.json()
                        .get("authorization_response_iss_parameter_supported")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void withoutAProviderThereIsNoSuchSignIn() {
        try (TestApi without = new TestApi(folder.resolve("without"))) {
            without.http.get("/oauth/authorize").expect(404);
            assertThat(without.http.get("/oauth/callback").expect(404).text("type"))
                    .isEqualTo("urn:waggle:problem:no-provider");
            Answer metadata =
                    without.http.get("/.well-known/oauth-authorization-server").expect(200);
            assertThat(metadata.json().has("authorization_endpoint")).isFalse();
            assertThat(metadata.body()).doesNotContain("authorization_code", "S256");
            assertThat(without.http
                            .form("/oauth/token", Map.of("grant_type", "authorization_code"))
                            .error())
                    .isEqualTo("unsupported_grant_type");
        }
    }

    @Test
    void theProviderIsAskedForItsMetadataAndKeysOnceAnHourAndFewMinutes() {
        signIn(PERSON);
        signIn(PERSON);

        assertThat(provider.asked(TestProvider.METADATA)).isEqualTo(1);
        assertThat(provider.asked(TestProvider.KEYS)).isEqualTo(1);
        api.clock.advance(Duration.ofHours(1));
        signIn(PERSON);
        assertThat(provider.asked(TestProvider.METADATA)).isEqualTo(2);
    }

    // --- the browser

    @Test
    void anAnswerToTheLoginOfAnAttackerSignsNobodyInAndDisturbsNobody() {
        Begun attackers = begin();
        String forged = provider.signIn(attackers.page(), Map.of("sub", "attacker"));
        Begun victims = begin();

        Answer withoutLogin = http.get("/oauth/callback?" + forged);
        Answer inOwnLogin = back(victims, forged);

        for (Answer answer : List.of(withoutLogin, inOwnLogin)) {
            assertThat(answer.expect(400).header("Content-Type")).startsWith("text/html");
            assertThat(answer.header("Location")).isNull();
            assertThat(answer.header("Set-Cookie"))
                    .as("the victim's login goes on")
                    .isNull();
        }
        assertThat(provider.asked(TestProvider.TOKEN)).isZero();
        assertThat(api.count("chat.login.refused", "reason", "no_login")).isEqualTo(1);
        assertThat(api.count("chat.login.refused", "reason", "foreign_state")).isEqualTo(1);
        Answer own = back(victims, provider.signIn(victims.page(), PERSON));
        assertThat(token(code(own)).tokens().account())
                .isNotEqualTo(signIn(Map.of("sub", "attacker")).account());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"code=CODE", "code=CODE&state=", "code=CODE&state=STATE&state=STATE", "code=CODE&state=wrong"})
    void aStateThatIsMissingGivenTwiceOrWrongIsRefused(String query) {
        Begun begun = begin();
        String good = provider.signIn(begun.page(), PERSON);
        Map<String, List<String>> parts = URLUtils.parseParameters(good);
        String sent = query.replace("CODE", TestProvider.first(parts, "code"))
                .replace("STATE", TestProvider.first(parts, "state"));

        assertThat(back(begun, sent).expect(400).header("Location")).isNull();
        assertThat(provider.asked(TestProvider.TOKEN)).isZero();
        assertThat(back(begun, good).status()).as("the login goes on").isEqualTo(303);
    }

    @Test
    void aLoginThatWasBegunAnewInTheSameBrowserIsTheOneThatCounts() {
        Begun first = begin();
        Begun second = begin();
        String answerToFirst = provider.signIn(first.page(), PERSON);

        back(second, answerToFirst).expect(400);
        back(second, provider.signIn(second.page(), PERSON)).expect(303);
    }

    @Test
    void aLoginThatWasNotWrittenHereOrTooLongAgoIsNone() {
        Begun begun = begin();
        String answer = provider.signIn(begun.page(), PERSON);
        String value = begun.cookie().substring("waggle-login=".length());
        String payload = value.substring(0, value.indexOf('.'));
        String forged = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(new String(java.util.Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8)
                        .replace("org.example.app", "org.example.eve")
                        .getBytes(StandardCharsets.UTF_8));

        for (String cookie : List.of(
                "waggle-login=",
                "waggle-login=.",
                "waggle-login=x",
                "waggle-login=" + payload,
                "waggle-login=" + payload + ".",
                "waggle-login=" + forged + value.substring(value.indexOf('.')),
                "waggle-login=" + value.substring(1),
                "waggle-login=" + value + "A",
                "__Host-waggle-login=" + value)) {
            http.with("Cookie", cookie).get("/oauth/callback?" + answer).expect(400);
        }
        api.clock.advance(Duration.ofMinutes(10));
        back(begun, answer).expect(400);
        assertThat(provider.asked(TestProvider.TOKEN)).isZero();
    }

    @Test
    void aLoginEndsOnce() {
        Begun begun = begin();
        String answer = provider.signIn(begun.page(), PERSON);
        String code = code(back(begun, answer));

        assertThat(back(begun, answer).expect(400).header("Location")).isNull();
        Answer withAnotherCode = back(begun, provider.signIn(begun.page(), PERSON));
        assertThat(withAnotherCode.expect(400).header("Location")).isNull();
        assertThat(api.count("chat.login.refused", "reason", "repeated")).isEqualTo(2);
        assertThat(provider.asked(TestProvider.TOKEN)).isEqualTo(1);
        assertThat(token(code).tokens().account()).isNotEmpty();
    }

    @Test
    void withTlsTheCookieGoesNowhereWithoutAndBelongsToThisHostAlone() {
        assertThat(authorize(request()).header("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Lax", "Max-Age=600", "Path=/")
                .doesNotContain("Secure", "Domain");
        restart(Map.of("http.public-url", "https://chat.example.org"));

        assertThat(authorize(request()).header("Set-Cookie"))
                .startsWith("__Host-waggle-login=")
                .contains("; Secure", "; Path=/", "; HttpOnly", "; SameSite=Lax")
                .doesNotContain("Domain");
        Begun begun = begin();
        assertThat(query(begun.page()))
                .containsEntry("redirect_uri", List.of("https://chat.example.org/oauth/callback"));
        assertThat(token(code(back(begun, provider.signIn(begun.page(), PERSON))))
                        .tokens()
                        .account())
                .isNotEmpty();
    }

    // --- the app's request

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "https://app.example.org/signed-in/",
                "https://app.example.org/signed-in?x=1",
                "https://app.example.org/signed-in#x",
                "https://app.example.org:443/signed-in",
                "https://APP.example.org/signed-in",
                "https://app.example.org/signed-in@evil.example",
                "https://app.example.org.evil.example/signed-in",
                "https://app.example.org/./signed-in",
                "https://app.example.org/signed%2Din",
                "https://app.example.org/signed-in https://evil.example/",
                "https://app.example.org/signed-in\r\nX-Evil: 1",
                "http://app.example.org/signed-in",
                "//app.example.org/signed-in",
                "http://127.0.0.1:0/signed-in",
                "http://127.0.0.1:65536/signed-in",
                "http://127.0.0.1:080/signed-in",
                "http://127.0.0.1:80@evil.example/signed-in",
                "http://127.0.0.1:80\\@evil.example/signed-in",
                "http://127.0.0.1:8080/signed-in/..",
                "http://127.0.0.1.evil.example/signed-in",
                "http://localhost:8080/signed-in",
                "org.example.app:/signed-in/x",
                "javascript:alert(1)",
                "' OR 1=1 --",
                ""
            })
    void nobodyIsSentWhereTheOperatorDoesNotAllow(String redirectUri) {
        Map<String, String> request = request();
        request.put("redirect_uri", redirectUri);
        Answer answer = authorize(request).expect(400);

        assertThat(answer.header("Location")).isNull();
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.body()).contains("<h1>", "redirect_uri").doesNotContain("evil", "127.0.0.1", "OR 1=1");
        assertThat(provider.asked(TestProvider.METADATA)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:1/signed-in", "http://127.0.0.1:65535/signed-in", "http://127.0.0.1/signed-in"})
    void anAppOnAComputerListensOnAnyPort(String redirectUri) {
        Map<String, String> request = request();
        request.put("redirect_uri", redirectUri);
        Begun begun = begun(authorize(request));
        Answer answer = back(begun, provider.signIn(begun.page(), PERSON));

        assertThat(location(answer).toString()).startsWith(redirectUri + "?");
        Map<String, String> form = form(code(answer));
        form.put("redirect_uri", redirectUri);
        assertThat(http.form("/oauth/token", form).tokens().account()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, , invalid_request",
        "code_challenge_method, s256, invalid_request",
        "code_challenge, , invalid_request",
        "code_challenge, tooshort, invalid_request",
        "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMx, invalid_request",
        "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM, invalid_request",
        "response_type, , invalid_request",
        "response_type, token, unsupported_response_type",
        "response_type, code id_token, unsupported_response_type",
    })
    void anAppThatAsksForSomethingElseIsTold(String name, String value, String error) {
        Map<String, String> request = request();
        request.remove(name);
        if (value != null) {
            request.put(name, value);
        }
        Answer answer = authorize(request);

        assertThat(location(answer).toString()).startsWith(APP + "?");
        assertThat(query(location(answer)))
                .containsEntry("error", List.of(error))
                .containsEntry("state", List.of(STATE))
                .containsEntry("iss", List.of(api.address().toString()));
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(provider.asked(TestProvider.METADATA)).isZero();
    }

    @Test
    void aParameterThatIsGivenTwiceIsRefused() {
        String all = form(request());
        for (String name : List.of("client_id", "redirect_uri")) {
            http.get("/oauth/authorize?" + all + "&" + name + "=x").expect(400);
        }
        for (String name : List.of("response_type", "code_challenge", "code_challenge_method", "state")) {
            Answer answer = http.get("/oauth/authorize?" + all + "&" + name + "=x");
            assertThat(query(location(answer))).as(name).containsEntry("error", List.of("invalid_request"));
        }
    }

    @Test
    void aClientIdOrAStateThatIsTooLongOrNotTextIsRefused() {
        for (String client : List.of("x".repeat(129), "a\nb", "\u00e4")) {
            Map<String, String> request = request();
            request.put("client_id", client);
            authorize(request).expect(400);
        }
        for (String state : List.of("x".repeat(513), "a\nb", "\u00e4")) {
            Map<String, String> request = request();
            request.put("state", state);
            Answer answer = authorize(request);
            assertThat(query(location(answer))).containsEntry("error", List.of("invalid_request"));
            assertThat(query(location(answer))).doesNotContainKey("state");
        }
        Map<String, String> longest = request();
        longest.put("state", "~".repeat(512));
        longest.put("client_id", "~".repeat(128));
        Begun begun = begun(authorize(longest));
        assertThat(begun.cookie()).hasSizeLessThan(2_048);
        Answer answer = back(begun, provider.signIn(begun.page(), PERSON));
        assertThat(query(location(answer))).containsEntry("state", List.of("~".repeat(512)));
    }

    // --- the code

    @Test
    void aCodeThatComesAgainEndsTheSessionThatItMade() {
        String code = code(PERSON);
        Tokens tokens = token(code).tokens();
        assertThat(refresh(tokens).status()).isEqualTo(200);

        Answer again = token(code);

        assertThat(again.error()).isEqualTo("invalid_grant");
        assertThat(refresh(tokens).error()).isEqualTo("invalid_grant");
        assertThat(api.count("chat.token.refused", "grant", "authorization_code", "error", "invalid_grant"))
                .isEqualTo(1);
    }

    @Test
    void aCodeThatComesAgainLateEndsItsSessionToo() {
        String code = code(PERSON);
        Tokens tokens = token(code).tokens();
        api.clock.advance(Duration.ofMinutes(59));
        api.parts.tidy();

        assertThat(token(code).error()).isEqualTo("invalid_grant");
        assertThat(refresh(tokens).error()).isEqualTo("invalid_grant");
    }

    @Test
    void whoHasTheCodeAloneCanDoNothingWithItAndNothingToItsOwner() {
        String code = code(PERSON);
        for (String name : List.of("code_verifier", "client_id", "redirect_uri", "code")) {
            for (String wrong : List.of(
                    new CodeVerifier().getValue(),
                    "x",
                    "x".repeat(43),
                    "x".repeat(129),
                    "http://127.0.0.1/signed-in",
                    "' OR 1=1 --")) {
                Map<String, String> form = form(code);
                form.put(name, wrong);
                assertThat(http.form("/oauth/token", form).error())
                        .as(name + " " + wrong)
                        .isEqualTo("invalid_grant");
            }
        }
        Tokens tokens = token(code).tokens();
        Map<String, String> form = form(code);
        form.put("code_verifier", new CodeVerifier().getValue());
        assertThat(http.form("/oauth/token", form).error()).isEqualTo("invalid_grant");
        assertThat(refresh(tokens).status()).as("the session goes on").isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"code", "client_id", "redirect_uri", "code_verifier", "device_name"})
    void aParameterOfTheTokenRequestThatIsMissingIsNamed(String name) {
        Map<String, String> form = form(code(PERSON));
        form.remove(name);
        Answer answer = http.form("/oauth/token", form);

        assertThat(answer.error()).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).contains(name);
    }

    @Test
    void aCodeIsGoodForAMinute() {
        String late = code(PERSON);
        api.clock.advance(Duration.ofSeconds(59));
        String code = code(PERSON);
        token(late).tokens();
        api.clock.advance(Duration.ofMinutes(1));

        assertThat(token(code).error()).isEqualTo("invalid_grant");
    }

    @Test
    void anAccountThatNoAppFetchesTokensForDoesNotExist() {
        code(PERSON);
        assertThat(accounts()).isZero();
        token(code(PERSON)).tokens();
        assertThat(accounts()).isEqualTo(1);
    }

    private int accounts() {
        return api.database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM account")
                .mapTo(Integer.class)
                .one());
    }

    @Test
    void theSeventhDeviceIsRefusedUntilOneMakesRoomAndTheCodeIsStillGood() {
        List<Tokens> six = java.util.stream.IntStream.range(0, 6)
                .mapToObj(i -> signIn(PERSON))
                .toList();
        String code = code(PERSON);
        assertThat(token(code).error()).isEqualTo("too_many_devices");

        Map<String, String> form = form(code);
        form.put("replace_device_id", six.get(2).device());
        assertThat(http.form("/oauth/token", form).tokens().account())
                .isEqualTo(six.get(0).account());
        assertThat(refresh(six.get(2)).error()).isEqualTo("invalid_grant");
        assertThat(refresh(six.get(3)).status()).isEqualTo(200);
    }

    @Test
    void aSuspendedAccountStaysOut() {
        Tokens tokens = signIn(PERSON);
        api.database.write(handle -> handle.execute(
                "UPDATE account SET suspended_at = CURRENT_TIMESTAMP WHERE account_id = ?", tokens.account()));

        assertThat(token(code(PERSON)).error()).isEqualTo("access_denied");
    }

    // --- e-mail addresses

    @Test
    void anAddressOfTheProviderSaysNothingUnlessItIsTrusted() {
        Tokens byCode = api.signIn(ANNA);

        assertThat(signIn(person(ANNA, true)).account()).isNotEqualTo(byCode.account());
    }

    @Test
    void aVerifiedAddressOfATrustedProviderFindsItsAccountAndNoOtherDoes() {
        restart(Map.of("oidc.trust-email", "true", "oidc.scopes", "openid email"));
        Tokens byCode = api.signIn(ANNA);

        assertThat(signIn(person("1", ANNA, false)).account()).isNotEqualTo(byCode.account());
        assertThat(signIn(person("2", ANNA, "true")).account()).isNotEqualTo(byCode.account());
        assertThat(signIn(person("3", "anna@example.org\r\nBcc: eve@example.org", true))
                        .account())
                .isNotEqualTo(byCode.account());
        Tokens trusted = signIn(person("4", "ANNA@EXAMPLE.ORG", true));
        assertThat(trusted.account()).isEqualTo(byCode.account());
        assertThat(signIn(person("4", "other@example.org", true)).account())
                .as("who is known stays who they are")
                .isEqualTo(byCode.account());
    }

    @Test
    void aVerifiedAddressOfATrustedProviderBecomesTheAccounts() {
        restart(Map.of("oidc.trust-email", "true", "oidc.scopes", "openid email"));
        Tokens trusted = signIn(person(ANNA, true));

        assertThat(api.signIn(ANNA).account()).isEqualTo(trusted.account());
        assertThat(query(begin().page())).containsEntry("scope", List.of("openid email"));
    }

    private static Map<String, Object> person(String email, boolean verified) {
        return person("f3b1-anna", email, verified);
    }

    private static Map<String, Object> person(String subject, String email, Object verified) {
        return Map.of("sub", subject, "email", email, "email_verified", verified);
    }

    // --- the log

    @Test
    void nothingPersonalAndNothingSecretIsInTheLog() {
        restart(Map.of("oidc.trust-email", "true", "oidc.scopes", "openid email"));
        Logger logger = (Logger) LoggerFactory.getLogger("ROOT");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        Map<String, Object> person = Map.of("sub", "subject-3141", "email", ANNA, "email_verified", true);
        String code = code(person);
        Tokens tokens = token(code).tokens();
        token(code).error();
        Begun denied = begin();
        String state = TestProvider.first(query(denied.page()), "state");
        back(denied, "error=access_denied&error_description=description-2718&state=" + state);
        provider.claims(c -> c.audience("another-1618"));
        Begun bad = begin();
        String badAnswer = provider.signIn(bad.page(), person);
        back(bad, badAnswer);
        provider.status(TestProvider.TOKEN, 500);
        Begun broken = begin();
        back(broken, provider.signIn(broken.page(), person));
        logger.detachAppender(lines);

        String log = lines.list.stream()
                .map(line -> line.getFormattedMessage()
                        + (line.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(line.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
        assertThat(log)
                .contains("A sign-in by the OpenID Connect provider failed")
                .doesNotContain(
                        "subject-3141",
                        ANNA,
                        "description-2718",
                        "another-1618",
                        "code-",
                        code,
                        VERIFIER.getValue(),
                        challenge(VERIFIER),
                        state,
                        tokens.access(),
                        tokens.refresh(),
                        denied.cookie().substring(20, 60));
    }
}
