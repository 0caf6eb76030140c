package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.testkit.TestLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device is told when a call begins, over HTTP. */
class CallsApiTest {

    @TempDir
    private Path folder;

    private TestApi api;

    @SuppressWarnings("NullAway.Init")
    CallsApiTest() {}

    private void start(Map<String, String> settings) {
        api = new TestApi(folder, settings);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void withoutServersTheListIsEmptyAndThereIsNothingToSignInWith() {
        start(Map.of());

        assertThat(api.http
                        .as(api.signIn("anna@example.org"))
                        .get("/v1/calls/relays")
                        .expect(200)
                        .body())
                .isEqualTo("{\"uris\":[]}");
    }

    @Test
    void everyDeviceOfAPersonGetsItsOwnCredentialsInOneAndTheSameName() throws IOException {
        start(Coturn.settings(folder, "turn:turn.example.org:3478", "a shared secret of tests"));
        Tokens phone = api.signIn("anna@example.org");
        Answer first = api.http.as(phone).get("/v1/calls/relays").expect(200);
        Answer tablets = api.http
                .as(api.signIn("anna@example.org"))
                .get("/v1/calls/relays")
                .expect(200);
        Answer bobs = api.http
                .as(api.signIn("bob@example.org"))
                .get("/v1/calls/relays")
                .expect(200);

        assertThat(first.header("Cache-Control")).isEqualTo("no-store");
        assertThat(first.header("ETag")).isNull();
        assertThat(first.json().get("uris").get(0).asString()).isEqualTo("turn:turn.example.org:3478");
        assertThat(Instant.parse(first.text("expires_at"))).isEqualTo("2026-11-26T00:00:00Z");
        assertThat(tablets.text("username")).isEqualTo(first.text("username"));
        assertThat(bobs.text("username")).isNotEqualTo(first.text("username"));
        assertThat(first.body()).doesNotContain(phone.account(), phone.device());
        TestLogs.mustNotBeLogged(first.text("password"));
    }

    @Test
    void nobodyGetsAnyWithoutAToken() throws IOException {
        start(Coturn.settings(folder, "turn:turn.example.org", "a shared secret of tests"));

        api.http.get("/v1/calls/relays").expect(401);
        api.http
                .as(api.signIn("anna@example.org"))
                .send("/v1/calls/relays", "POST", null, null)
                .expect(405);
    }
}
