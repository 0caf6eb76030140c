package io.waggle.client.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.client.api.BrowserSignIn.Attempt;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client believes of a browser that comes back. That the server is of one mind with it is tested with the real one. */
final class BrowserSignInTest {

    private static final URI APP = URI.create("org.example.app:/signed-in");
    private static final String ISSUER = "https://chat.example.org";
    private static final String METADATA = "{\"issuer\":\"" + ISSUER
            + "\",\"authorization_endpoint\":\"https://chat.example.org/oauth/authorize?kept=1\"}";
    private static final String TOKENS = "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
            + "\"refresh_token\":\"r\",\"account_id\":\"anna\",\"device_id\":\"phone\"}";

    private final ScriptedServer server = new ScriptedServer();
    private final WaggleApi api = WaggleApi.of(server.address(), ApiOptions.DEFAULT);

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    private Attempt begin() throws IOException {
        server.then(200, METADATA);
        return api.browserSignIn().begin("the app & more", APP);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static URI answer(Attempt attempt, String more) {
        return URI.create(APP + "?state=" + encoded(attempt.state()) + "&iss=" + encoded(ISSUER) + more);
    }

    @Test
    void thePageAsksWithSecretsThatAreNewEachTime() throws IOException {
        Attempt first = begin();
        Attempt second = begin();

        assertThat(first.page().toString())
                .startsWith("https://chat.example.org/oauth/authorize?kept=1&response_type=code&")
                .contains("&client_id=the%20app%20%26%20more&")
                .contains("redirect_uri=" + encoded(APP.toString()))
                .contains("&code_challenge_method=S256")
                .doesNotContain(first.verifier());
        assertThat(List.of(first.state(), first.verifier(), second.state(), second.verifier()))
                .doesNotHaveDuplicates()
                .allMatch(secret -> secret.matches("[A-Za-z0-9_-]{43}"));
        assertThat(first.toString()).doesNotContain(first.state(), first.verifier());
    }

    @Test
    void theCodeIsExchangedWithWhatOnlyThisAppKnows() throws IOException {
        Attempt attempt = begin();
        server.then(200, TOKENS).then(200, TOKENS).then(200, TOKENS);
        URI back = answer(attempt, "&code=c%2B1");

        assertThat(api.browserSignIn().finish(attempt, back, "a phone").device())
                .isEqualTo(Address.of("anna", "phone"));
        api.browserSignIn().finishAgain(attempt, back, "a phone", new DeviceId("before"));
        api.browserSignIn().finishInPlaceOf(attempt, back, "a phone", new DeviceId("other"));

        assertThat(server.asked())
                .extracting(ScriptedServer.Asked::path)
                .endsWith("/oauth/token", "/oauth/token", "/oauth/token");
        String body = server.asked().get(1).body();
        assertThat(body)
                .contains("grant_type=authorization_code", "code=c%2B1", "code_verifier=" + attempt.verifier())
                .contains("client_id=the%20app%20%26%20more", "device_name=a%20phone");
        assertThat(server.asked().get(2).body()).contains("&device_id=before");
        assertThat(server.asked().get(3).body()).contains("&replace_device_id=other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?code=c",
                "?code=c&state=STATE",
                "?code=c&state=STATE&iss=https://other.example",
                "?code=c&state=guessed&iss=https://chat.example.org",
                "?error=access_denied&state=guessed&iss=https://chat.example.org",
                "?state=STATE&iss=https://chat.example.org",
                "?code=c&code=d&state=STATE&iss=https://chat.example.org",
                "?code=c&state=STATE&state=STATE&iss=https://chat.example.org",
                "#code=c&state=STATE&iss=https://chat.example.org",
                ""
            })
    void whatIsNoAnswerToThisAttemptIsNotSentOn(String query) throws IOException {
        Attempt attempt = begin();
        URI back = URI.create(APP + query.replace("STATE", attempt.state()));

        assertThatIOException()
                .isThrownBy(() -> api.browserSignIn().finish(attempt, back, "a phone"))
                .isNotInstanceOf(ApiException.class)
                .withMessageContaining("the browser has come back");
        assertThat(server.asked()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"access_denied, false", "temporarily_unavailable, true", "server_error, true"})
    void whatCameToNothingSaysWhy(String error, boolean temporary) throws IOException {
        Attempt attempt = begin();
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> api.browserSignIn().finish(attempt, answer(attempt, "&error=" + error), "a phone"));

        assertThat(refused.kind()).isEqualTo(error);
        assertThat(refused.isTemporary()).isEqualTo(temporary);
    }

    @Test
    void aServerWithoutAProviderSaysSo() throws IOException {
        server.then(200, "{\"issuer\":\"https://chat.example.org\"}")
                .then(200, "{\"issuer\":\"https://chat.example.org\"}");

        assertThat(api.browserSignIn().isOffered()).isFalse();
        assertThatThrownBy(() -> api.browserSignIn().begin("app", APP))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
