package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.waggle.broker.HttpCaller.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An OpenID Connect provider that does not do what it should, and somebody who answers in its place. */
final class ProviderFaultTest extends LoginSteps {

    // --- what the provider sends back with the browser

    @ParameterizedTest
    @CsvSource({
        "error=access_denied, access_denied, denied",
        "error=login_required, server_error, provider_error",
        "error=server_error&error_description=<b>secret</b>, server_error, provider_error",
        "error=x&code=CODE, server_error, provider_error",
        "error=, server_error, provider_error",
        "code=CODE&code=CODE, server_error, provider_error",
        "x=y, server_error, provider_error",
        "code=CODE&iss=https://evil.example, server_error, wrong_issuer",
        "error=access_denied&iss=https://evil.example, server_error, wrong_issuer",
        "code=CODE&iss=ISSUER&iss=https://evil.example, server_error, wrong_issuer",
        "code=CODE&iss=ISSUER/, server_error, wrong_issuer",
        "code=CODE&iss=ISSUER&iss=ISSUER, server_error, wrong_issuer",
        "code=CODE&iss=, server_error, wrong_issuer",
        "code=unknown, server_error, provider_refused",
    })
    void anAnswerOfTheProviderThatIsNoCodeOfItsIsToldToTheApp(String sent, String error, String reason) {
        Begun begun = begin();
        Map<String, List<String>> good = URLUtils.parseParameters(provider.signIn(begun.page(), PERSON));
        String query = sent.replace("CODE", TestProvider.first(good, "code")).replace("ISSUER", provider.issuer())
                + "&state=" + TestProvider.first(good, "state");
        Answer answer = back(begun, query.replace("<", "%3C").replace(">", "%3E"));

        assertThat(location(answer).toString()).startsWith(APP + "?").doesNotContain("secret", "evil");
        assertThat(query(location(answer)))
                .containsEntry("error", List.of(error))
                .containsEntry("state", List.of(STATE))
                .doesNotContainKey("code");
        assertThat(answer.header("Set-Cookie")).contains("Max-Age=0");
        assertThat(api.count("chat.login.refused", "reason", reason)).isEqualTo(1);
        assertThat(codes()).isZero();
    }

    @Test
    void aProviderThatAlwaysNamesItselfMust() {
        provider.metadata(Map.of("authorization_response_iss_parameter_supported", true));
        Begun begun = begin();
        Answer silent = back(begun, provider.signIn(begun.page(), PERSON));
        assertThat(query(location(silent))).containsEntry("error", List.of("server_error"));
        assertThat(api.count("chat.login.refused", "reason", "wrong_issuer")).isEqualTo(1);

        Begun again = begin();
        Answer named = back(again, provider.signIn(again.page(), PERSON) + "&iss=" + provider.issuer());
        assertThat(token(code(named)).tokens().account()).isNotEmpty();
    }

    // --- ID tokens

    private enum BadToken {
        ANOTHER_NONCE((p, t) -> p.claims(c -> c.claim("nonce", "another"))),
        NO_NONCE((p, t) -> p.claims(c -> c.claim("nonce", null))),
        ANOTHER_AUDIENCE((p, t) -> p.claims(c -> c.audience("another"))),
        NO_AUDIENCE((p, t) -> p.claims(c -> c.audience((String) null))),
        SEVERAL_AUDIENCES((p, t) -> p.claims(c -> c.audience(List.of("waggle", "another")))),
        FOR_ANOTHER_CLIENT((p, t) -> p.claims(c -> c.claim("azp", "another"))),
        FOR_NO_TEXT((p, t) -> p.claims(c -> c.claim("azp", 7))),
        ANOTHER_ISSUER((p, t) -> p.claims(c -> c.issuer("https://evil.example"))),
        ISSUER_WITH_SLASH((p, t) -> p.claims(c -> c.issuer(p.issuer() + "/"))),
        EXPIRED((p, t) -> p.claims(c -> c.expirationTime(Date.from(t.minusSeconds(61))))),
        NO_EXPIRY((p, t) -> p.claims(c -> c.expirationTime(null))),
        OF_THE_FUTURE((p, t) -> p.claims(c -> c.issueTime(Date.from(t.plusSeconds(62))))),
        NOT_YET((p, t) -> p.claims(c -> c.notBeforeTime(Date.from(t.plusSeconds(62))))),
        NO_SUBJECT((p, t) -> p.claims(c -> c.subject(null))),
        SUBJECT_THAT_IS_NO_TEXT((p, t) -> p.claims(c -> c.claim("sub", List.of("7")))),
        EXPIRY_THAT_IS_NO_TIME((p, t) -> p.claims(c -> c.claim("exp", "tomorrow"))),
        ISSUED_AT_NO_TIME((p, t) -> p.claims(c -> c.claim("iat", List.of()))),
        EMPTY_SUBJECT((p, t) -> p.claims(c -> c.subject(""))),
        LONG_SUBJECT((p, t) -> p.claims(c -> c.subject("x".repeat(256)))),
        UNSIGNED((p, t) -> p.token(TestProvider::unsigned)),
        PUBLIC_KEY_AS_SECRET((p, t) -> p.token(p::signWithPublicKeyAsSecret)),
        ANOTHER_KEY((p, t) -> p.token(p::signWithAnotherKey)),
        UNKNOWN_KEY((p, t) -> p.token(p::signWithUnknownKey)),
        OWN_KEY((p, t) -> p.token(p::signWithOwnKeyInHeader)),
        ANOTHER_KIND((p, t) -> p.token(p::signAsAccessToken)),
        NO_SIGNATURE((p, t) -> p.token(c -> p.sign(c).replaceFirst("[^.]*$", ""))),
        CHANGED((p, t) -> p.token(c -> payload(
                p.sign(c), p.sign(new JWTClaimsSet.Builder(c).subject("eve").build()))));

        @SuppressWarnings("ImmutableEnumChecker") // a lambda that holds nothing
        private final BiConsumer<TestProvider, Instant> how;

        BadToken(BiConsumer<TestProvider, Instant> how) {
            this.how = how;
        }

        /** The one token with what the other says. */
        private static String payload(String token, String other) {
            String[] parts = token.split("\\.", -1);
            return parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2];
        }
    }

    @ParameterizedTest
    @EnumSource(BadToken.class)
    void anIdTokenThatIsNotOfTheProviderForThisLoginIsNotBelieved(BadToken bad) {
        bad.how.accept(provider, api.clock.instant());
        Begun begun = begin();
        Answer answer = back(begun, provider.signIn(begun.page(), PERSON));

        assertThat(query(location(answer)))
                .containsEntry("error", List.of("server_error"))
                .doesNotContainKey("code");
        assertThat(api.count(
                        "chat.login.refused", "reason", bad == BadToken.NO_SIGNATURE ? "provider_answer" : "id_token"))
                .isEqualTo(1);
        assertThat(codes()).isZero();
    }

    @Test
    void anIdTokenIsBelievedUpToAMinuteOfDifferenceBetweenTheClocks() {
        provider.claims(c -> c.expirationTime(Date.from(api.clock.instant().minusSeconds(59)))
                .issueTime(Date.from(api.clock.instant().plusSeconds(59))));
        signIn(PERSON);
        provider.claims(c -> c.audience(List.of("waggle", "another")).claim("azp", "waggle"));
        signIn(PERSON);
    }

    @Test
    void aKeyThatTheProviderHasReplacedIsReplacedHere() {
        signIn(PERSON);
        provider.rotate();

        signIn(PERSON);
        assertThat(provider.asked(TestProvider.KEYS)).isEqualTo(2);
    }

    // --- a provider that does not do what it should

    @ParameterizedTest
    @CsvSource({"500", "404", "302", "204"})
    void aProviderWhoseMetadataIsNotThereBeginsNothing(int status) {
        provider.status(TestProvider.METADATA, status);
        Answer answer = authorize(request());

        assertThat(query(location(answer))).containsEntry("error", List.of("server_error"));
        assertThat(answer.header("Set-Cookie")).isNull();
        provider.mend(TestProvider.METADATA);
        signIn(PERSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"issuer\":\"https://evil.example\"}",
                "{\"authorization_endpoint\":\"http://evil.example/\"}",
                "{\"token_endpoint\":\"http://evil.example/\"}",
                "{\"token_endpoint\":\"file:///etc/passwd\"}",
                "{\"jwks_uri\":\"http://evil.example/\"}",
                "{\"jwks_uri\":\"file:///etc/passwd\"}"
            })
    void aProviderThatNamesAnotherOrLeadsElsewhereWithoutTlsIsNotFollowed(String change) {
        Map<String, Object> parsed = new TreeMap<>();
        tools.jackson.databind.json.JsonMapper.builder()
                .build()
                .readTree(change)
                .properties()
                .forEach(member -> parsed.put(member.getKey(), member.getValue().asString()));
        provider.metadata(parsed);
        Answer answer = authorize(request());

        assertThat(query(location(answer))).containsEntry("error", List.of("server_error"));
        assertThat(api.count("chat.login.refused", "reason", "provider_answer")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestProvider.METADATA, TestProvider.TOKEN, TestProvider.KEYS})
    void anAnswerThatIsTooLargeIsNotRead(String path) {
        AtomicInteger pieces = new AtomicInteger();
        provider.instead(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(piece);
                pieces.incrementAndGet();
            }
        });

        assertThat(failedLogin()).isEqualTo("server_error");
        assertThat(pieces.get()).as("of 1000").isLessThan(1_000);
        assertThat(api.count("chat.login.refused", "reason", "provider_answer")).isEqualTo(1);
        assertThat(codes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {TestProvider.METADATA, TestProvider.TOKEN, TestProvider.KEYS})
    void anAnswerThatIsSomethingElseIsNotBelieved(String path) {
        for (String body : List.of("", "null", "[]", "{}", "<html>", "[".repeat(100_000), "{\"id_token\":7}")) {
            provider.instead(path, exchange -> TestProvider.send(exchange, 200, body));
            assertThat(failedLogin()).as(body).isIn("server_error", "temporarily_unavailable");
        }
        assertThat(codes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {TestProvider.METADATA, TestProvider.TOKEN, TestProvider.KEYS})
    void aProviderThatDoesNotAnswerIsWaitedForOnlySoLong(String path) {
        restart(Map.of("oidc.timeout", "300ms"));
        CountDownLatch let = provider.hang(path);
        try {
            long before = System.nanoTime();
            assertThat(failedLogin()).isEqualTo("temporarily_unavailable");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
            assertThat(api.count("chat.login.refused", "reason", "provider_timed_out"))
                    .isEqualTo(1);
        } finally {
            let.countDown();
        }
        assertThat(codes()).isZero();
    }

    @Test
    void anAnswerThatDripsIsWaitedForOnlySoLong() {
        restart(Map.of("oidc.timeout", "300ms"));
        CountDownLatch let = new CountDownLatch(1);
        provider.instead(TestProvider.TOKEN, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                let.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            assertThat(failedLogin()).isEqualTo("temporarily_unavailable");
        } finally {
            let.countDown();
        }
    }

    @Test
    void aProviderThatIsNotThereIsToldAndNothingIsHalfMade() {
        provider.close();

        assertThat(query(location(authorize(request())))).containsEntry("error", List.of("temporarily_unavailable"));
        assertThat(api.count("chat.login.refused", "reason", "provider_unreachable"))
                .isEqualTo(1);
        assertThat(api.signIn(ANNA).account()).as("others sign in").isNotEmpty();
    }

    @Test
    void aRedirectOfTheProviderIsNotFollowed() {
        try (TestProvider elsewhere = new TestProvider(api.clock)) {
            for (String path : List.of(TestProvider.KEYS, TestProvider.TOKEN, TestProvider.METADATA)) {
                provider.instead(path, exchange -> {
                    exchange.getResponseHeaders().set("Location", elsewhere.issuer() + path);
                    exchange.sendResponseHeaders(307, -1);
                });
                api.clock.advance(Duration.ofHours(1));
                assertThat(failedLogin()).as(path).isEqualTo("server_error");
                assertThat(elsewhere.asked(path)).as(path).isZero();
                provider.mend(path);
            }
        }
    }

    @Test
    void aProviderThatHangsTakesOnlySoManyThreadsWithIt() throws Exception {
        restart(Map.of("oidc.max-requests", "1", "oidc.timeout", "10s"));
        Begun first = begin();
        Begun second = begin();
        String answerToFirst = provider.signIn(first.page(), PERSON);
        String answerToSecond = provider.signIn(second.page(), PERSON);
        CountDownLatch let = provider.hang(TestProvider.TOKEN);
        try {
            CompletableFuture<Answer> hanging = CompletableFuture.supplyAsync(() -> back(first, answerToFirst));
            Awaitility.await().until(() -> provider.asked(TestProvider.TOKEN) == 1);

            Answer busy = back(second, answerToSecond);

            assertThat(query(location(busy))).containsEntry("error", List.of("temporarily_unavailable"));
            assertThat(api.count("chat.login.refused", "reason", "provider_busy"))
                    .isEqualTo(1);
            assertThat(api.signIn(ANNA).account()).isNotEmpty();
            assertThat(begin().page()).as("what is known needs no question").isNotNull();
            let.countDown();
            hanging.get();
        } finally {
            let.countDown();
        }
        provider.mend(TestProvider.TOKEN);
        signIn(PERSON);
    }

    /** The error that the app is told, wherever on the way it happens. */
    private String failedLogin() {
        Answer begun = authorize(request());
        Answer answer = begun;
        if (begun.header("Set-Cookie") != null) {
            Begun login = begun(begun);
            answer = back(login, provider.signIn(login.page(), PERSON));
        }
        Map<String, List<String>> told = query(location(answer));
        assertThat(told).containsEntry("state", List.of(STATE)).doesNotContainKey("code");
        return TestProvider.first(told, "error");
    }
}
