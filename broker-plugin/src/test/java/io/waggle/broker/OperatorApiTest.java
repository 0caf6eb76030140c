package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.AccountAction.Action;
import io.waggle.broker.event.Event.AccountAction.Actor;
import io.waggle.protocol.AccountId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the operator may do about an account, over HTTP, and that nobody else may. */
final class OperatorApiTest {

    @TempDir
    private Path folder;

    private TestApi api;
    private HttpCaller http;

    @SuppressWarnings("NullAway.Init")
    OperatorApiTest() {}

    @BeforeEach
    void start() {
        api = new TestApi(folder);
        http = api.http;
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void whoGuessesOperatorsTokensIsLimited() {
        stop();
        api = new TestApi(folder.resolve("limited"), Map.of("limit.bad-tokens", "3/1m"));
        http = api.http;
        String account = "/v1/operator/accounts/11111111-1111-4111-8111-111111111111";
        for (int i = 0; i < 3; i++) {
            http.with("Authorization", "Bearer guess" + i).get(account).expect(401);
        }

        Answer refused = http.with("Authorization", "Bearer guess").get(account).expect(429);
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(api.count("chat.limit.refused", "limit", "bad_tokens")).isOne();
        operator().get(account).expect(429);
        api.clock.advance(Duration.ofMinutes(1));
        operator().get(account).expect(404);
    }

    private HttpCaller operator() {
        return http.with("Authorization", "Bearer " + api.operators.mint(Duration.ofMinutes(1)));
    }

    private static String of(Tokens person) {
        return "/v1/operator/accounts/" + person.account();
    }

    @Test
    void theOperatorSeesWhatStateAnAccountIsInAndNothingPersonal() {
        Tokens anna = api.signIn("anna@example.org");
        http.as(anna).patch("/v1/devices/" + anna.device(), Map.of("name", "Annas geheimes Telefon"));

        Answer answer = operator().get(of(anna)).expect(200);

        JsonNode account = answer.json();
        assertThat(account.propertyNames())
                .containsExactlyInAnyOrder("account_id", "state", "created_at", "devices", "sessions", "blocks");
        assertThat(account.get("state").asString()).isEqualTo("active");
        assertThat(account.get("devices").asInt()).isEqualTo(1);
        assertThat(answer.body()).doesNotContain("anna@", "geheim", anna.device());
    }

    @Test
    void aSuspendedAccountIsLetInByNothingUntilItIsResumed() {
        Tokens anna = api.signIn("anna@example.org");
        Answer waiting = http.form("/oauth/device_authorization", Map.of("device_name", "a browser"));
        http.as(anna)
                .post("/v1/device-links/" + waiting.text("user_code"), Map.of("approve", true))
                .expect(204);

        operator().put(of(anna) + "/suspension", Map.of()).expect(204);

        JsonNode shown = operator().get(of(anna)).json();
        assertThat(shown.get("state").asString()).isEqualTo("suspended");
        assertThat(shown.get("sessions").asInt()).isZero();
        assertThat(refresh(anna).error()).isEqualTo("invalid_grant");
        assertThat(link(waiting).error()).isEqualTo("access_denied");
        Answer refused = api.trySignIn("anna@example.org");
        assertThat(refused.error()).isEqualTo("access_denied");
        assertThat(refused.text("error_description")).contains("suspended");
        api.signIn("bob@example.org");

        operator().delete(of(anna) + "/suspension").expect(204);
        api.clock.advance(Duration.ofSeconds(5));
        assertThat(link(waiting).tokens().account()).isEqualTo(anna.account());
        assertThat(api.trySignIn("anna@example.org").tokens().account()).isEqualTo(anna.account());
        assertThat(refresh(anna).error()).as("its old session stays ended").isEqualTo("invalid_grant");
        assertThat(api.published)
                .containsSubsequence(List.of(action(anna, Action.SUSPENDED), action(anna, Action.RESUMED)));
    }

    private static Event action(Tokens person, Action action) {
        return new Event.AccountAction(new AccountId(person.account()), action, Actor.OPERATOR);
    }

    @Test
    void whatIsDoneTwiceIsDoneOnceAndWhatIsNotThereIsNotFound() {
        Tokens anna = api.signIn("anna@example.org");
        for (int time = 0; time < 2; time++) {
            operator().put(of(anna) + "/suspension", Map.of()).expect(204);
        }
        for (int time = 0; time < 2; time++) {
            operator().delete(of(anna) + "/suspension").expect(204);
        }
        operator().delete(of(anna)).expect(204);
        for (String gone :
                List.of(of(anna), "/v1/operator/accounts/nobody", "/v1/operator/accounts/x%27%20OR%201=1--")) {
            operator().get(gone).expect(404);
            operator().delete(gone).expect(404);
            operator().put(gone + "/suspension", Map.of()).expect(404);
            operator().delete(gone + "/suspension").expect(404);
        }
        assertThat(api.published).containsOnlyOnce(action(anna, Action.DELETED));
    }

    @Test
    void theOperatorDeletesAnAccountAlsoASuspendedOne() {
        Tokens anna = api.signIn("anna@example.org");
        operator().put(of(anna) + "/suspension", Map.of()).expect(204);
        operator().delete(of(anna)).expect(204);

        http.as(anna).get("/v1/account").expect(401);
        assertThat(api.trySignIn("anna@example.org").tokens().account())
                .as("whoever is deleted may come again: to keep somebody out, suspend")
                .isNotEqualTo(anna.account());
    }

    @Test
    void nobodyElseIsTheOperatorAndEachTryIsCounted() {
        Tokens anna = api.signIn("anna@example.org");
        String good = api.operators.mint(Duration.ofMinutes(1));
        List<HttpCaller> strangers = List.of(
                http,
                http.as(anna),
                http.with("Authorization", "Bearer"),
                http.with("Authorization", "Bearer "),
                http.with("Authorization", "Basic " + good),
                http.with("Authorization", good),
                http.with("Authorization", "Bearer " + good + "x"),
                http.with("X-Authorization", "Bearer " + good),
                http.with("Cookie", "access_token=" + good));
        for (HttpCaller stranger : strangers) {
            stranger.get(of(anna)).expect(401);
            stranger.delete(of(anna)).expect(401);
            stranger.put(of(anna) + "/suspension", Map.of()).expect(401);
            stranger.delete(of(anna) + "/suspension").expect(401);
            stranger.get("/v1/operator/accounts/nobody?access_token=" + good).expect(401);
        }
        assertThat(api.published.stream().filter(Event.OperatorRefused.class::isInstance))
                .hasSize(5 * strangers.size());
        http.as(anna).get("/v1/account").expect(200);
        api.clock.advance(Duration.ofMinutes(2));
        http.with("Authorization", "Bearer " + good).get(of(anna)).expect(401);
    }

    @Test
    void theOperatorsTokenIsNoDevicesToken() {
        Tokens anna = api.signIn("anna@example.org");
        HttpCaller operator = operator();
        operator.get("/v1/devices").expect(401);
        operator.get("/v1/account").expect(401);
        operator.get("/v1/blocks").expect(401);
        operator.delete("/v1/account?confirm=" + anna.account()).expect(401);
    }

    private Answer refresh(Tokens tokens) {
        return http.form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
    }

    private Answer link(Answer waiting) {
        return http.form(
                "/oauth/token",
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        waiting.text("device_code")));
    }
}
