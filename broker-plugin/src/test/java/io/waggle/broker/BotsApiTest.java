package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.event.Event;
import io.waggle.broker.token.TokenVerdict;
import io.waggle.protocol.AccountId;
import io.waggle.testkit.TestLogs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person's bots, and how they sign in, over HTTP. */
class BotsApiTest {

    @TempDir
    private Path folder;

    private TestApi api;
    private HttpCaller http;
    private Tokens anna;
    private HttpCaller annas;

    @SuppressWarnings("NullAway.Init")
    BotsApiTest() {}

    @BeforeEach
    void start() {
        api = new TestApi(folder, Map.of("bot.per-owner", "2"));
        http = api.http;
        anna = api.signIn("anna@example.org");
        annas = http.as(anna);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** A bot with what it signs in with. */
    private record NewBot(String account, String token) {

        String path() {
            return "/v1/bots/" + account;
        }
    }

    private NewBot create() {
        Answer answer = annas.post("/v1/bots", Map.of("name", "Weather")).expect(201);
        TestLogs.mustNotBeLogged(answer.text("token"));
        return new NewBot(answer.text("account_id"), answer.text("token"));
    }

    private Answer signIn(String client, String secret) {
        return http.form(
                "/oauth/token",
                Map.of("grant_type", "client_credentials", "client_id", client, "client_secret", secret));
    }

    private Tokens signIn(NewBot bot) {
        return signIn(bot.account(), bot.token()).botTokens();
    }

    // --- the owner

    @Test
    void aPersonSeesTheirBotsAndNobodyElsesAndTheTokenOnce() {
        NewBot bot = create();
        HttpCaller bobs = http.as(api.signIn("bob@example.org"));

        assertThat(annas.get("/v1/bots").expect(200).json().get("bots").findValuesAsString("account_id"))
                .containsExactly(bot.account());
        Answer shown = annas.get(bot.path()).expect(200);
        assertThat(shown.text("name")).isEqualTo("Weather");
        assertThat(shown.text("created_at")).isEqualTo("2026-11-25T12:00:00Z");
        assertThat(shown.body()).doesNotContain("token", bot.token());
        assertThat(bobs.get("/v1/bots").expect(200).json().get("bots")).isEmpty();
        bobs.get(bot.path()).expect(404);
        bobs.patch(bot.path(), Map.of("name", "mine")).expect(404);
        bobs.send(bot.path() + "/token", "POST", null, null).expect(404);
        bobs.delete(bot.path()).expect(404);
        assertThat(signIn(bot).account()).isEqualTo(bot.account());
    }

    @Test
    void aBotIsRenamedByWhoHasSeenWhatItIsCalled() {
        NewBot bot = create();
        String tag = annas.get(bot.path()).tag();
        annas.with("If-Match", tag).patch(bot.path(), Map.of("name", " Rain ")).expect(204);
        annas.with("If-Match", tag).patch(bot.path(), Map.of("name", "Sun")).expect(412);

        assertThat(annas.get(bot.path()).text("name")).isEqualTo("Rain");
        assertThat(annas.get("/v1/accounts/" + bot.account()).expect(200).text("name"))
                .isEqualTo("Rain");
    }

    @Test
    void thereIsOnlySoMuchOfThem() {
        create();
        NewBot second = create();
        assertThat(annas.post("/v1/bots", Map.of("name", "x")).expect(409).text("type"))
                .isEqualTo("urn:waggle:problem:too-many-bots");
        annas.delete(second.path()).expect(204);
        create();
    }

    @Test
    void whoDidNotHearTheAnswerAsksAgainAndHasOneBot() {
        HttpCaller once = annas.with("Idempotency-Key", UUID.randomUUID().toString());
        Answer first = once.post("/v1/bots", Map.of("name", "Weather")).expect(201);
        assertThat(once.post("/v1/bots", Map.of("name", "Weather")).expect(201).body())
                .isEqualTo(first.body());
        once.post("/v1/bots", Map.of("name", "Rain")).expect(422);
        assertThat(annas.get("/v1/bots").json().get("bots")).hasSize(1);

        String path = "/v1/bots/" + first.text("account_id") + "/token";
        Answer rotated = once.send(path, "POST", null, null).expect(200);
        assertThat(once.send(path, "POST", null, null).expect(200).body()).isEqualTo(rotated.body());
        TestLogs.mustNotBeLogged(rotated.text("token"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":null}",
                "{\"name\":\"\"}",
                "{\"name\":\" \"}",
                "{\"name\":\"a\\nb\"}",
                "{\"name\":\"x\",\"owner\":\"bob\"}",
                "[]",
                "{"
            })
    void whatIsNoNameMakesNoBot(String body) {
        NewBot bot = create();
        annas.send("/v1/bots", "POST", "application/json", body).expect(400);
        annas.send(bot.path(), "PATCH", "application/json", body).expect(400);
        annas.send("/v1/bots", "POST", "text/plain", body).expect(415);
        annas.send("/v1/bots", "POST", "application/json", "{\"name\":\"" + "x".repeat(65) + "\"}")
                .expect(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "%2e%2e", "a%20b", "-", "%F0%9F%A4%96"})
    void whatIsNoBotIsNotFound(String id) {
        annas.get("/v1/bots/" + id).expect(404);
        annas.patch("/v1/bots/" + id, Map.of("name", "x")).expect(404);
        annas.send("/v1/bots/" + id + "/token", "POST", null, null).expect(404);
        annas.delete("/v1/bots/" + id).expect(404);
        annas.get("/v1/bots/" + anna.account()).expect(404);
        annas.delete("/v1/bots/" + anna.account()).expect(404);
    }

    @Test
    void nobodyHasBotsWithoutAToken() {
        http.get("/v1/bots").expect(401);
        http.post("/v1/bots", Map.of("name", "x")).expect(401);
        http.delete("/v1/bots/x").expect(401);
    }

    // --- the bot

    @Test
    void aBotSignsInAsTheSameDeviceInTheSameSessionHoweverOften() {
        NewBot bot = create();
        Tokens first = signIn(bot);
        Tokens second = signIn(bot);

        assertThat(first.device()).isEqualTo("bot");
        http.as(first).get("/v1/devices").expect(200);
        assertThat(http.as(second).get("/v1/devices").expect(200).json().get("devices"))
                .hasSize(1);
        assertThat(session(second)).isEqualTo(session(first));
        assertThat(api.published).contains(new Event.TokensGranted(Event.GrantKind.CLIENT_CREDENTIALS));
    }

    private UUID session(Tokens tokens) {
        return Objects.requireNonNull(((TokenVerdict.Valid) api.verifier.verify(tokens.access())).session());
    }

    @Test
    void aBotMayShowItselfInTheHead() {
        NewBot bot = create();
        String basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString((bot.account() + ":" + bot.token()).getBytes(StandardCharsets.UTF_8));
        TestLogs.mustNotBeLogged(basic);
        HttpCaller shown = http.with("Authorization", basic);

        assertThat(shown.form("/oauth/token", Map.of("grant_type", "client_credentials"))
                        .botTokens()
                        .account())
                .isEqualTo(bot.account());
        Map<String, String> both = new TreeMap<>(Map.of("grant_type", "client_credentials"));
        both.put("client_secret", bot.token());
        assertThat(shown.form("/oauth/token", both).error()).isEqualTo("invalid_request");
        both.remove("client_secret");
        both.put("client_id", "another");
        assertThat(shown.form("/oauth/token", both).error()).isEqualTo("invalid_request");
        assertThat(http.get("/.well-known/oauth-authorization-server").body())
                .contains("client_credentials", "client_secret_basic", "client_secret_post");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic ", "Basic !", "Basic YQ==", "Basic YTpi", "Basic Og=="})
    void whatIsNoBotInTheHeadIsToldHowOneShowsItself(String header) {
        Answer refused =
                http.with("Authorization", header).form("/oauth/token", Map.of("grant_type", "client_credentials"));
        if (refused.status() == 400) { // there is nothing in it at all
            assertThat(refused.error()).isEqualTo("invalid_request");
        } else {
            assertThat(refused.expect(401).text("error")).isEqualTo("invalid_client");
            assertThat(refused.header("WWW-Authenticate")).startsWith("Basic");
        }
    }

    @Test
    void nobodyElseSignsInAsABot() {
        NewBot bot = create();
        NewBot other = create();
        String never = "waggle_bot_" + "A".repeat(43);
        for (String secret : List.of(other.token(), never, "password", anna.access())) {
            assertThat(signIn(bot.account(), secret).expect(401).text("error")).isEqualTo("invalid_client");
        }
        assertThat(signIn(anna.account(), bot.token()).expect(401).text("error"))
                .isEqualTo("invalid_client");
        assertThat(signIn("", bot.token()).error()).isEqualTo("invalid_request");
    }

    @Test
    void guessesCountAsFailedSignIns() {
        NewBot bot = create();
        int guesses = 0;
        while (signIn(bot.account(), "guess").status() == 401) {
            guesses++;
            assertThat(guesses).isLessThanOrEqualTo(100);
        }
        assertThat(guesses).isEqualTo(100);
        assertThat(signIn(bot.account(), bot.token()).status()).isEqualTo(429);
    }

    @Test
    void aNewTokenVoidsTheOldOneAndEveryAccessTokenThatItGot() {
        NewBot bot = create();
        Tokens before = signIn(bot);
        String next = annas.send(bot.path() + "/token", "POST", null, null)
                .expect(200)
                .text("token");
        TestLogs.mustNotBeLogged(next);

        http.as(before).get("/v1/devices").expect(401);
        signIn(bot.account(), bot.token()).expect(401);
        http.as(signIn(bot.account(), next).botTokens()).get("/v1/devices").expect(200);
    }

    @Test
    void aBotSeesItselfAndHasNeitherBotsNorATokenToGive() {
        NewBot bot = create();
        HttpCaller itself = http.as(signIn(bot));

        assertThat(itself.get(bot.path()).expect(200).text("name")).isEqualTo("Weather");
        assertThat(itself.post("/v1/bots", Map.of("name", "child")).expect(403).text("type"))
                .isEqualTo("urn:waggle:problem:bots-have-no-bots");
        itself.send(bot.path() + "/token", "POST", null, null).expect(404);
        itself.patch(bot.path(), Map.of("name", "x")).expect(404);
        itself.delete(bot.path()).expect(404);
        NewBot other = create();
        itself.get(other.path()).expect(404);
    }

    // --- suspension and deletion

    @Test
    void aSuspendedBotIsOutUntilItIsResumed() {
        NewBot bot = create();
        Tokens tokens = signIn(bot);
        var lifecycle = api.parts.api().wholeAccounts().lifecycle();
        lifecycle.suspend(new AccountId(bot.account()));

        assertThat(signIn(bot.account(), bot.token()).error()).isEqualTo("access_denied");
        assertThat(annas.get(bot.path()).json().get("suspended").asBoolean()).isTrue();
        lifecycle.resume(new AccountId(bot.account()));
        assertThat(session(signIn(bot))).isNotEqualTo(session(tokens));
    }

    @Test
    void aDeletedBotIsGoneAndSoAreThoseOfADeletedPerson() {
        NewBot first = create();
        NewBot second = create();
        Tokens firsts = signIn(first);
        Tokens seconds = signIn(second);

        annas.delete(first.path()).expect(204);
        http.as(firsts).get("/v1/devices").expect(401);
        signIn(first.account(), first.token()).expect(401);
        annas.get("/v1/accounts/" + first.account()).expect(404);
        annas.delete("/v1/account?confirm=" + anna.account()).expect(204);
        http.as(seconds).get("/v1/devices").expect(401);
        signIn(second.account(), second.token()).expect(401);
    }

    @Test
    void aPersonsExportNamesTheirBots() {
        NewBot bot = create();
        Answer export = annas.get("/v1/account/export").expect(200);

        assertThat(export.json().get("bots").findValuesAsString("account_id")).containsExactly(bot.account());
        assertThat(export.body()).doesNotContain(bot.token());
    }

    @Test
    void anAccessTokenOfABotExpiresLikeAnyAndIsHadAgain() {
        NewBot bot = create();
        Tokens tokens = signIn(bot);
        api.clock.advance(Duration.ofHours(1).plusSeconds(30));

        http.as(tokens).get("/v1/devices").expect(401);
        http.as(signIn(bot)).get("/v1/devices").expect(200);
    }
}
