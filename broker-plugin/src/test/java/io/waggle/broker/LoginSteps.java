package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of a login by a provider begin with, and the steps of an app and a browser in it. */
abstract class LoginSteps {

    static final String REDIRECT_URIS =
            "org.example.app:/signed-in http://127.0.0.1/signed-in https://app.example.org/signed-in";

    static final String APP = "org.example.app:/signed-in";
    static final CodeVerifier VERIFIER = new CodeVerifier();
    static final String STATE = "the app's state & more";
    static final String ANNA = "anna@example.org";
    static final Map<String, Object> PERSON = Map.of("sub", "f3b1-anna");

    @TempDir
    Path folder;

    TestApi api;
    HttpCaller http;
    TestProvider provider;

    @SuppressWarnings("NullAway.Init")
    LoginSteps() {}

    @BeforeEach
    void start() {
        start(Map.of());
    }

    private void start(Map<String, String> settings) {
        io.waggle.broker.inbox.SettableClock clock = TestApi.clockOfTests();
        provider = new TestProvider(clock);
        Map<String, String> all = new TreeMap<>(provider.settings());
        all.putAll(settings);
        api = new TestApi(folder.resolve(provider.issuer().substring(17)), all, clock);
        http = api.http;
    }

    void restart(Map<String, String> settings) {
        stop();
        start(settings);
    }

    @AfterEach
    void stop() {
        api.close();
        provider.close();
    }

    // --- the app

    /** A login, and the browser that it is in. */
    record Begun(URI page, String cookie) {}

    static Map<String, String> request() {
        return new TreeMap<>(Map.of(
                "response_type",
                "code",
                "client_id",
                "the app",
                "redirect_uri",
                APP,
                "state",
                STATE,
                "code_challenge",
                challenge(VERIFIER),
                "code_challenge_method",
                "S256"));
    }

    static String challenge(CodeVerifier verifier) {
        return CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue();
    }

    Answer authorize(Map<String, String> request) {
        return http.get("/oauth/authorize?" + form(request));
    }

    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    Begun begin() {
        return begun(authorize(request()));
    }

    static Begun begun(Answer answer) {
        String cookie = Objects.requireNonNull(answer.header("Set-Cookie"));
        return new Begun(location(answer), cookie.substring(0, cookie.indexOf(';')));
    }

    Answer back(Begun begun, String query) {
        return http.with("Cookie", begun.cookie()).get("/oauth/callback?" + query);
    }

    static URI location(Answer answer) {
        return URI.create(Objects.requireNonNull(answer.expect(303).header("Location")));
    }

    static Map<String, List<String>> query(URI uri) {
        String text = uri.toString();
        return URLUtils.parseParameters(text.substring(text.indexOf('?') + 1));
    }

    String code(Map<String, Object> person) {
        Begun begun = begin();
        return code(back(begun, provider.signIn(begun.page(), person)));
    }

    static String code(Answer answer) {
        Map<String, List<String>> told = query(location(answer));
        assertThat(told).containsKey("code");
        return TestProvider.first(told, "code");
    }

    static Map<String, String> form(String code) {
        return new TreeMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "client_id",
                "the app",
                "redirect_uri",
                APP,
                "code_verifier",
                VERIFIER.getValue(),
                "device_name",
                "a phone"));
    }

    Answer token(String code) {
        return http.form("/oauth/token", form(code));
    }

    Tokens signIn(Map<String, Object> person) {
        return token(code(person)).tokens();
    }

    Answer refresh(Tokens tokens) {
        return http.form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()));
    }

    int codes() {
        return api.database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM authorization_code")
                .mapTo(Integer.class)
                .one());
    }
}
