package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.link.DeviceLinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A person's devices, over HTTP. */
class DevicesApiTest {

    @TempDir
    private Path folder;

    private TestApi api;
    private HttpCaller http;

    @SuppressWarnings("NullAway.Init")
    DevicesApiTest() {}

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
    void aPersonSeesTheirOwnDevicesAndNobodyElses() {
        Tokens phone = api.signIn("anna@example.org");
        Tokens tablet = api.signIn("anna@example.org");
        Tokens bobs = api.signIn("bob@example.org");

        JsonNode devices = http.as(tablet).get("/v1/devices").expect(200).json().get("devices");
        assertThat(devices.findValuesAsString("id")).containsExactlyInAnyOrder(phone.device(), tablet.device());
        for (JsonNode device : devices) {
            assertThat(device.get("this_device").asBoolean())
                    .isEqualTo(device.get("id").asString().equals(tablet.device()));
        }
        http.as(bobs)
                .patch("/v1/devices/" + phone.device(), Map.of("name", "mine"))
                .expect(404);
        http.as(bobs).delete("/v1/devices/" + phone.device()).expect(404);
        assertThat(refresh(phone.refresh()).status()).isEqualTo(200);
    }

    @Test
    void aDeviceIsRenamed() {
        Tokens phone = api.signIn("anna@example.org");
        http.as(phone)
                .patch("/v1/devices/" + phone.device(), Map.of("name", "  Änna's 📱 "))
                .expect(204);

        assertThat(http.as(phone)
                        .get("/v1/devices")
                        .json()
                        .get("devices")
                        .get(0)
                        .get("name")
                        .asString())
                .isEqualTo("Änna's 📱");
        for (String bad : List.of("", " ", "a\nb", "x".repeat(65), "a\u202Eb")) {
            http.as(phone)
                    .patch("/v1/devices/" + phone.device(), Map.of("name", bad))
                    .expect(400);
        }
        http.as(phone).patch("/v1/devices/nothing", Map.of("name", "x")).expect(404);
        http.as(phone).patch("/v1/devices/%2e%2e%2f", Map.of("name", "x")).expect(404);
    }

    @Test
    void anUnlinkedDeviceIsSignedOut() {
        Tokens phone = api.signIn("anna@example.org");
        Tokens tablet = api.signIn("anna@example.org");
        http.as(phone).delete("/v1/devices/" + tablet.device()).expect(204);
        http.as(phone).delete("/v1/devices/" + tablet.device()).expect(404);

        assertThat(refresh(tablet.refresh()).error()).isEqualTo("invalid_grant");
        assertThat(http.as(phone).get("/v1/devices").json().get("devices")).hasSize(1);
    }

    @Test
    void aDeviceThatShowsACodeIsLetInByAnother() {
        Tokens phone = api.signIn("anna@example.org");
        Answer waiting = beginLink("Browser");
        String code = waiting.text("user_code");
        assertThat(waiting.text("verification_uri_complete")).endsWith("/link?user_code=" + code);
        assertThat(poll(waiting).error()).isEqualTo("authorization_pending");
        assertThat(poll(waiting).error()).isEqualTo("slow_down");

        Answer shown = http.as(phone)
                .get("/v1/device-links/"
                        + code.toLowerCase(java.util.Locale.ROOT).replace("-", ""))
                .expect(200);
        assertThat(shown.text("device_name")).isEqualTo("Browser");
        http.as(phone).post("/v1/device-links/" + code, Map.of("approve", true)).expect(204);
        http.as(phone).post("/v1/device-links/" + code, Map.of("approve", true)).expect(404);

        Tokens browser = poll(waiting).tokens();
        assertThat(browser.account()).isEqualTo(phone.account());
        assertThat(poll(waiting).error()).as("it is told once").isEqualTo("expired_token");
        assertThat(http.as(browser).get("/v1/devices").json().get("devices").findValuesAsString("name"))
                .contains("Browser");
    }

    @Test
    void aDeviceIsTurnedAwayOrWaitsTooLong() {
        Tokens phone = api.signIn("anna@example.org");
        Answer denied = beginLink("Eve's browser");
        http.as(phone)
                .post("/v1/device-links/" + denied.text("user_code"), Map.of("approve", false))
                .expect(204);
        assertThat(poll(denied).error()).isEqualTo("access_denied");

        Answer late = beginLink("Slow");
        api.clock.advance(DeviceLinks.LIFETIME);
        http.as(api.signIn("anna@example.org"))
                .post("/v1/device-links/" + late.text("user_code"), Map.of("approve", true))
                .expect(404);
        assertThat(poll(late).error()).isEqualTo("expired_token");
    }

    @Test
    void aSeventhDeviceIsNotLinkedEither() {
        Tokens phone = api.signIn("anna@example.org");
        for (int i = 0; i < 5; i++) {
            link(phone).tokens();
        }
        assertThat(link(phone).error()).isEqualTo("too_many_devices");
    }

    private Answer link(Tokens by) {
        Answer waiting = beginLink("Browser");
        http.as(by)
                .post("/v1/device-links/" + waiting.text("user_code"), Map.of("approve", true))
                .expect(204);
        return poll(waiting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer x.y.z", "Basic YW5uYTphbm5h", "bearer null"})
    void nobodyIsLetInWithoutAToken(String authorization) {
        HttpCaller caller = authorization.isEmpty() ? http : http.with("Authorization", authorization);
        Answer refused = caller.get("/v1/devices").expect(401);

        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
        caller.get("/v1/device-links/BCDF-GHJK").expect(401);
        caller.post("/v1/device-links/BCDF-GHJK", Map.of("approve", true)).expect(401);
        caller.delete("/v1/devices/phone").expect(401);
    }

    @Test
    void aTokenThatExpiredIsNoTokenAndNeitherIsADevelopers() {
        Tokens phone = api.signIn("anna@example.org");
        api.clock.advance(Duration.ofHours(1).plusSeconds(30));
        http.as(phone).get("/v1/devices").expect(401);
        Tokens fresh = refresh(phone.refresh()).tokens();
        http.as(fresh).get("/v1/devices").expect(200);

        String developers = io.waggle.testkit.TokenForge.of(
                        folder.resolve("waggle").resolve("keys"))
                .mint(
                        io.waggle.protocol.Address.of(phone.account(), phone.device()),
                        api.clock.instant(),
                        Duration.ofHours(1));
        assertThat(api.verifier.verify(developers)).isInstanceOf(io.waggle.broker.token.TokenVerdict.Valid.class);
        http.with("Authorization", "Bearer " + developers).get("/v1/devices").expect(401);
    }

    private Answer beginLink(String name) {
        return http.form("/oauth/device_authorization", Map.of("device_name", name))
                .expect(200);
    }

    private Answer poll(Answer waiting) {
        return http.form(
                "/oauth/token",
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        waiting.text("device_code")));
    }

    private Answer refresh(String token) {
        return http.form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
    }
}
