package io.waggle.broker.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.provider.Browser.Page;
import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People sign in at a Keycloak and are on the real broker, through nothing but what an app and a browser have. */
@Timeout(600)
final class OidcIT {

    private static final String APP = "org.example.app:/signed-in";
    private static final CodeVerifier VERIFIER = new CodeVerifier();

    @TempDir
    private static Path folder;

    private static Keycloak keycloak;
    private static BrokerProcess broker;

    @SuppressWarnings("NullAway.Init")
    OidcIT() {}

    @BeforeAll
    static void start() throws IOException {
        Path secret = Files.createFile(
                folder.resolve("client.secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, Keycloak.CLIENT_SECRET + "\n");
        keycloak = new Keycloak();
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("oidc.issuer", keycloak.issuer())
                .set("oidc.client-id", Keycloak.CLIENT)
                .set("oidc.client-secret-file", secret.toString())
                .set("oidc.redirect-uris", APP));
        Page early = new Browser().open(authorization());
        assertThat(told(early)).as("before there is a provider").containsEntry("error", "temporarily_unavailable");
        keycloak.start(broker.http("/oauth/callback"));
    }

    @AfterAll
    static void stop() {
        keycloak.close();
        broker.close();
    }

    @Test
    void aPersonSignsInAtTheProviderAndConnectsAndIsTheSameOneLater() {
        Browser browser = new Browser();
        Tokens phone = token(code(signIn(browser, "anna"))).tokens();
        Page withoutPassword = browser.open(authorization());
        Tokens tablet = token(code(withoutPassword)).tokens();
        Tokens bob = token(code(signIn(new Browser(), "bob"))).tokens();

        assertThat(tablet.account()).isEqualTo(phone.account());
        assertThat(tablet.device()).isNotEqualTo(phone.device());
        assertThat(bob.account()).isNotEqualTo(phone.account());
        assertThat(connect(phone)).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
        assertThat(connect(bob)).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
        assertThat(http().as(phone).get("/v1/devices").expect(200).json().get("devices"))
                .hasSize(2);
    }

    @Test
    void whoDoesNotKnowThePasswordComesNoFurtherThanTheProvider() {
        Browser browser = new Browser();
        Page form = browser.open(authorization());
        Page again = browser.submit(form, Map.of("username", "anna", "password", "wrong"), "nowhere:");

        assertThat(again.at().toString()).startsWith(keycloak.issuer());
        assertThat(again.body()).contains("kc-form-login");
    }

    @Test
    void anAnswerToTheLoginOfAnAttackerSignsNobodyInAndDisturbsNobody() {
        Browser attackers = new Browser();
        String callback = broker.http("/oauth/callback").toString();
        Page form = attackers.open(authorization());
        Page sent = attackers.submit(form, login("bob"), callback);
        assertThat(sent.at().toString()).startsWith(callback);
        Browser victims = new Browser();
        Page victimsForm = victims.open(authorization());

        Page forged = victims.open(sent.at());

        assertThat(forged.status()).isEqualTo(400);
        assertThat(forged.body()).contains("<h1>").doesNotContain("code=");
        Tokens victim = token(code(victims.submit(victimsForm, login("carol"), "nowhere:")))
                .tokens();
        Tokens attacker = token(code(attackers.open(sent.at()))).tokens();
        assertThat(victim.account()).isNotEqualTo(attacker.account());
    }

    @Test
    void aCodeThatComesAgainIsRefusedAndEndsTheSessionThatItMade() {
        String code = code(signIn(new Browser(), "dave"));
        Tokens tokens = token(code).tokens();
        assertThat(connect(tokens)).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);

        assertThat(token(code).error()).isEqualTo("invalid_grant");

        assertThat(http().form("/oauth/token", Map.of("grant_type", "refresh_token", "refresh_token", tokens.refresh()))
                        .error())
                .isEqualTo("invalid_grant");
        org.awaitility.Awaitility.await()
                .untilAsserted(
                        () -> assertThatThrownBy(() -> connect(tokens)).isInstanceOf(Mqtt5ConnAckException.class));
    }

    @Test
    void aServerThatIsKilledWhileSomebodyIsAtTheProviderGoesOnWithTheirLogin() {
        Browser browser = new Browser();
        Page form = browser.open(authorization());
        broker.kill();
        broker.restart();

        assertThat(connect(token(code(browser.submit(form, login("erin"), "nowhere:")))
                        .tokens()))
                .isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
    }

    @Test
    void nothingPersonalAndNothingSecretIsInTheLog() throws IOException {
        Browser browser = new Browser();
        Page form = browser.open(authorization());
        Page sent = browser.submit(
                form, login("frank"), broker.http("/oauth/callback").toString());
        String code = code(browser.open(sent.at()));
        Tokens tokens = token(code).tokens();
        browser.open(sent.at());
        new Browser().open(sent.at());
        token(code).error();
        List<String> secrets = List.of(
                Keycloak.CLIENT_SECRET,
                Keycloak.PASSWORD,
                Keycloak.EMAIL_DOMAIN,
                VERIFIER.getValue(),
                query(sent.at()).getOrDefault("code", "none"),
                query(sent.at()).getOrDefault("state", "none"),
                code,
                tokens.access(),
                tokens.refresh());

        List<String> texts = new ArrayList<>(List.of(broker.log()));
        try (Stream<Path> files = Files.walk(broker.home().resolve("log"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
        }
        assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContain(secrets));
    }

    // --- the app

    private static URI authorization() {
        Map<String, String> request = new TreeMap<>(Map.of(
                "response_type", "code",
                "client_id", "the app",
                "redirect_uri", APP,
                "state", "the app's state",
                "code_challenge",
                        CodeChallenge.compute(CodeChallengeMethod.S256, VERIFIER)
                                .getValue(),
                "code_challenge_method", "S256"));
        return broker.http("/oauth/authorize?"
                + request.entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private static Map<String, String> login(String person) {
        return Map.of("username", person, "password", Keycloak.PASSWORD);
    }

    private static Page signIn(Browser browser, String person) {
        return browser.submit(browser.open(authorization()), login(person), "nowhere:");
    }

    private static Map<String, String> told(Page page) {
        assertThat(page.at().toString()).startsWith(APP + "?");
        return query(page.at());
    }

    private static Map<String, String> query(URI uri) {
        String text = uri.toString();
        Map<String, String> values = new TreeMap<>();
        URLUtils.parseParameters(text.substring(text.indexOf('?') + 1))
                .forEach((name, all) -> values.put(name, all.get(0)));
        return values;
    }

    private static String code(Page page) {
        assertThat(told(page))
                .containsEntry("state", "the app's state")
                .containsEntry("iss", broker.http("").toString())
                .containsKey("code");
        return told(page).getOrDefault("code", "");
    }

    private static Answer token(String code) {
        return http().form(
                        "/oauth/token",
                        Map.of(
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

    private static HttpCaller http() {
        return new HttpCaller(broker.http(""));
    }

    private static Mqtt5ConnAckReasonCode connect(Tokens tokens) {
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .identifier(Address.of(tokens.account(), tokens.device()).clientId())
                .serverAddress(broker.mqtt())
                .simpleAuth()
                .username(tokens.account())
                .password(tokens.access().getBytes(StandardCharsets.US_ASCII))
                .applySimpleAuth()
                .buildBlocking();
        Mqtt5ConnAckReasonCode answer =
                client.connectWith().cleanStart(true).send().getReasonCode();
        client.disconnect();
        return answer;
    }
}
