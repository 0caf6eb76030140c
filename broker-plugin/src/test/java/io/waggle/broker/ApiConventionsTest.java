package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.event.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What holds for the whole API: its description, versions, pages, repetitions, and that everything is counted. */
class ApiConventionsTest {

    private static final Set<String> FOR_READERS = Set.of("GET /openapi.json", "GET /docs", "GET /docs/redoc.js");

    @TempDir
    private Path folder;

    private TestApi api;
    private Tokens anna;
    private HttpCaller annas;

    @SuppressWarnings("NullAway.Init")
    ApiConventionsTest() {}

    @BeforeEach
    void start() {
        api = new TestApi(folder);
        anna = api.signIn("anna@example.org");
        annas = api.http.as(anna);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    // --- the description

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> served = new TreeSet<>(api.routes());
        served.removeAll(FOR_READERS);

        assertThat(ApiContract.of(api.http).operations()).isEqualTo(served);
    }

    @Test
    void theDescriptionIsWholeAndSaysWhichServerItIsOf() {
        JsonNode document = ApiContract.of(api.http).document();

        assertThat(document.get("openapi").asString()).startsWith("3.1.");
        assertThat(document.at("/info/version").asString()).isEqualTo("1.2.3");
        assertThat(document.at("/servers/0/url").asString())
                .isEqualTo(api.address().toString());
        List<String> tags = document.get("tags").findValuesAsString("name");
        Set<String> ids = new TreeSet<>();
        document.get("paths")
                .forEach(path -> path.properties().stream()
                        .filter(member -> !member.getKey().equals("parameters"))
                        .forEach(member -> {
                            JsonNode operation = member.getValue();
                            assertThat(ids.add(operation.get("operationId").asString()))
                                    .as(operation.get("operationId").asString())
                                    .isTrue();
                            assertThat(operation.path("summary").asString()).isNotBlank();
                            assertThat(tags).contains(operation.at("/tags/0").asString());
                            boolean open = operation.path("security").isArray()
                                    && operation.path("security").isEmpty();
                            assertThat(operation.at("/responses/401").isMissingNode())
                                    .as(operation.get("operationId") + " needs a token, and says so")
                                    .isEqualTo(open);
                        }));
        references(document)
                .forEach(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    private static List<String> references(JsonNode node) {
        List<String> all = new ArrayList<>();
        node.properties().forEach(member -> {
            if (member.getKey().equals("$ref")) {
                all.add(member.getValue().asString());
            }
        });
        node.forEach(child -> all.addAll(references(child)));
        return all;
    }

    @Test
    void thePageForReadersRunsNothingOfOthersAndIsFramedByNobody() {
        Answer page = api.http.get("/docs").expect(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("http:", "https:", "unsafe-eval", "script-src 'unsafe");
        assertThat(page.body()).contains("/openapi.json", "/docs/redoc.js").doesNotContain("http://", "https://");
        Answer script = api.http.get("/docs/redoc.js").expect(200);
        assertThat(script.header("Content-Type")).startsWith("text/javascript");
        assertThat(script.body()).contains("redoc");
        api.http.with("If-None-Match", script.tag()).get("/docs/redoc.js").expect(304);
    }

    // --- versions

    @Test
    void whoHasTheNewestVersionIsToldSoAndWhoHasAnotherGetsIt() {
        Answer first = annas.get("/v1/devices").expect(200);
        String tag = first.tag();

        Answer same = annas.with("If-None-Match", "\"other\", W/" + tag)
                .get("/v1/devices")
                .expect(304);
        assertThat(same.tag()).isEqualTo(tag);
        annas.with("If-None-Match", "*").get("/v1/devices").expect(304);
        annas.with("If-None-Match", "\"other\"").get("/v1/devices").expect(200);
        annas.patch("/v1/devices/" + anna.device(), Map.of("name", "renamed")).expect(204);
        assertThat(annas.with("If-None-Match", tag)
                        .get("/v1/devices")
                        .expect(200)
                        .tag())
                .isNotEqualTo(tag);
        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
    }

    @Test
    void whoHasSeenAnotherVersionChangesNothing() {
        String path = "/v1/devices/" + anna.device();
        String tag = annas.get(path).expect(200).tag();

        annas.with("If-Match", tag).patch(path, Map.of("name", "first")).expect(204);
        Answer late = annas.with("If-Match", tag)
                .patch(path, Map.of("name", "second"))
                .expect(412);
        assertThat(late.text("type")).isEqualTo("urn:waggle:problem:changed");
        assertThat(annas.get(path).text("name")).isEqualTo("first");
        annas.with("If-Match", "*").patch(path, Map.of("name", "third")).expect(204);
        annas.with("If-Match", tag)
                .patch("/v1/devices/nobody", Map.of("name", "x"))
                .expect(404);
    }

    // --- pages

    @Test
    void aListComesInPagesThatHoldAllOfItOnceWhateverIsAddedMeanwhile() {
        IntStream.range(0, 7)
                .forEach(i -> annas.put("/v1/blocks/b" + i, Map.of()).expect(204));
        List<String> seen = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = annas.get("/v1/blocks?limit=3" + next).expect(200).json();
            seen.addAll(page.get("blocks").findValuesAsString("account_id"));
            next = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").asString()
                    : "";
            pages++;
            api.clock.advance(java.time.Duration.ofMinutes(1));
            annas.put("/v1/blocks/late" + pages, Map.of()).expect(204);
        } while (!next.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(seen).containsExactly("b0", "b1", "b2", "b3", "b4", "b5", "b6");
    }

    @Test
    void aFullLastPageHasNoNextOne() {
        IntStream.range(0, 3)
                .forEach(i -> annas.put("/v1/blocks/b" + i, Map.of()).expect(204));

        assertThat(annas.get("/v1/blocks?limit=3").json().has("next_cursor")).isFalse();
        assertThat(annas.get("/v1/blocks?limit=2").json().has("next_cursor")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=-1",
                "limit=",
                "limit=1e2",
                "limit=99999999999",
                "cursor=",
                "cursor=%21",
                "cursor=bm90aGluZw",
                "cursor=MTIzCicgT1IgMT0xIC0t",
                "cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5CmJvYg",
                "cursor=LTkyMjMzNzIwMzY4NTQ3NzU4MDgKYm9i"
            })
    void aPageThatCannotBeIsAProblemOrEmpty(String query) {
        Answer answer = annas.get("/v1/blocks?" + query);

        if (answer.status() != 200) {
            assertThat(answer.expect(400).text("detail")).containsAnyOf("limit", "cursor");
        } else {
            assertThat(answer.json().get("blocks")).isEmpty();
        }
    }

    // --- repetitions

    @Test
    void aRepeatedRequestForACodeSendsOneAndIsAnsweredTheSame() {
        HttpCaller once = api.http.with("Idempotency-Key", UUID.randomUUID().toString());
        Answer first = once.post("/v1/verifications", Map.of("email", "bob@example.org"))
                .expect(202);
        String code = api.codeOf("bob@example.org");
        Answer second = once.post("/v1/verifications", Map.of("email", "bob@example.org"))
                .expect(202);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(api.codeOf("bob@example.org")).isEqualTo(code);
        Answer reused = once.post("/v1/verifications", Map.of("email", "eve@example.org"))
                .expect(422);
        assertThat(reused.text("type")).isEqualTo("urn:waggle:problem:idempotency-key-reused");
        for (String bad : List.of("short", "x".repeat(129), "a space in it")) {
            api.http
                    .with("Idempotency-Key", bad)
                    .post("/v1/verifications", Map.of("email", "bob@example.org"))
                    .expect(400);
        }
    }

    @Test
    void aRepeatedSignInIsTheSameDeviceAndSessionUntilThatHasEnded() {
        String verification = api.http
                .post("/v1/verifications", Map.of("email", "bob@example.org"))
                .text("verification_id");
        Map<String, String> form = new TreeMap<>(Map.of(
                "grant_type",
                "urn:waggle:oauth:grant-type:one-time-code",
                "verification_id",
                verification,
                "code",
                api.codeOf("bob@example.org"),
                "device_name",
                "a phone"));
        HttpCaller once = api.http.with("Idempotency-Key", UUID.randomUUID().toString());
        Tokens first = once.form("/oauth/token", form).tokens();
        Tokens second = once.form("/oauth/token", form).tokens();

        assertThat(second.device()).isEqualTo(first.device());
        assertThat(second.refresh()).isEqualTo(first.refresh());
        assertThat(api.http.as(second).get("/v1/devices").expect(200).json().get("devices"))
                .hasSize(1);
        assertThat(api.http.form("/oauth/token", form).error())
                .as("without the key")
                .isEqualTo("invalid_grant");
        Map<String, String> guess = new TreeMap<>(form);
        guess.put("code", "0000000000");
        once.form("/oauth/token", guess).expect(422);

        api.http.form("/oauth/revoke", Map.of("token", second.refresh())).expect(200);
        api.clock.advance(java.time.Duration.ofHours(3)); // nobody has to remember that the session has ended
        api.parts.tidy();
        assertThat(once.form("/oauth/token", form).error())
                .as("of a session that has ended")
                .isEqualTo("invalid_grant");
    }

    @Test
    void aWrongCodeIsCountedAndAnsweredAnewEachTime() {
        String verification = api.http
                .post("/v1/verifications", Map.of("email", "bob@example.org"))
                .text("verification_id");
        HttpCaller once = api.http.with("Idempotency-Key", UUID.randomUUID().toString());
        Map<String, String> form = Map.of(
                "grant_type",
                "urn:waggle:oauth:grant-type:one-time-code",
                "verification_id",
                verification,
                "code",
                "nonsense",
                "device_name",
                "a phone");
        for (int i = 0; i < 5; i++) {
            assertThat(once.form("/oauth/token", form).error()).isEqualTo("invalid_grant");
        }
        Map<String, String> right = new TreeMap<>(form);
        right.put("code", api.codeOf("bob@example.org"));
        assertThat(api.http.form("/oauth/token", right).error())
                .as("all tries are used up")
                .isEqualTo("invalid_grant");
    }

    @Test
    void aRepeatedRequestToBeLinkedShowsTheSameCode() {
        HttpCaller once = api.http.with("Idempotency-Key", UUID.randomUUID().toString());
        Answer first = once.form("/oauth/device_authorization", Map.of("device_name", "a tablet"))
                .expect(200);
        Answer second = once.form("/oauth/device_authorization", Map.of("device_name", "a tablet"))
                .expect(200);
        assertThat(second.body()).isEqualTo(first.body());
        once.form("/oauth/device_authorization", Map.of("device_name", "another"))
                .expect(422);
    }

    @Test
    void aRepeatedDecisionIsAnsweredLikeTheFirst() {
        String userCode = api.http
                .form("/oauth/device_authorization", Map.of("device_name", "a tablet"))
                .expect(200)
                .text("user_code");
        HttpCaller once = annas.with("Idempotency-Key", UUID.randomUUID().toString());

        once.post("/v1/device-links/" + userCode, Map.of("approve", true)).expect(204);
        once.post("/v1/device-links/" + userCode, Map.of("approve", true)).expect(204);
        annas.post("/v1/device-links/" + userCode, Map.of("approve", true)).expect(404);
        once.post("/v1/device-links/" + userCode, Map.of("approve", false)).expect(422);
    }

    // --- counted

    /** A client that is not told would send its next request on a connection that is just being closed. */
    @Test
    void aRefusalAfterWhichTheConnectionIsClosedSaysSo() {
        assertThat(api.http.get("/v1/devices/nul%00byte").expect(400).header("Connection"))
                .isEqualTo("close");
        assertThat(api.http.get("/v1/devices").expect(401).header("Connection")).isNull();
    }

    @Test
    void everyAnswerIsCountedByItsRouteAndEveryProblemByItsKind() {
        api.published.clear();
        annas.get("/v1/devices/" + anna.device()).expect(200);
        api.http.get("/v1/devices").expect(401);
        api.http.get("/nothing/here").expect(404);

        assertThat(api.published)
                .filteredOn(Event.ApiAnswered.class::isInstance)
                .extracting(event -> ((Event.ApiAnswered) event))
                .extracting(e -> e.method() + " " + e.route() + " " + e.status())
                .containsExactly(
                        "GET /v1/devices/{device} 200",
                        "GET /v1/devices 401",
                        "GET " + Event.ApiAnswered.NO_ROUTE + " 404");
        assertThat(api.published)
                .filteredOn(Event.ApiRefused.class::isInstance)
                .containsExactly(new Event.ApiRefused("unauthorized"), new Event.ApiRefused("not-found"));
    }
}
