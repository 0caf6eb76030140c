package io.waggle.client.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of a server's answers, and of none. That both speak the same is tested with the real server. */
final class WaggleApiTest {

    private static final String VERIFICATION =
            "{\"verification_id\":\"7d1f7f9e-1b1e-4d43-8b0a-3f6a1c5e2f10\",\"expires_in\":600,\"newer\":[1]}";
    private static final String DEVICES = "{\"devices\":[{\"id\":\"phone\",\"name\":\"Anna's phone\","
            + "\"linked_at\":\"2026-11-27T12:00:00Z\",\"last_seen_at\":\"2026-11-27T12:30:00.5Z\",\"this_device\":true}]}";

    private final ScriptedServer server = new ScriptedServer();
    private final WaggleApi api = WaggleApi.of(server.address(), ApiOptions.DEFAULT);

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    @Test
    void anAnswerIsReadAndMembersOfNewerServersAreSkipped() throws IOException {
        server.then(202, VERIFICATION).then(200, DEVICES);

        assertThat(api.signIn().verifyPhone("+4915123456789"))
                .isEqualTo(new SignIn.Verification(
                        UUID.fromString("7d1f7f9e-1b1e-4d43-8b0a-3f6a1c5e2f10"), Duration.ofMinutes(10)));
        assertThat(api.devices(() -> "the token").list())
                .containsExactly(new Devices.Device(
                        new DeviceId("phone"),
                        "Anna's phone",
                        Instant.parse("2026-11-27T12:00:00Z"),
                        Instant.parse("2026-11-27T12:30:00.5Z"),
                        true));
        ScriptedServer.Asked first = server.asked().get(0);
        assertThat(first.body()).isEqualTo("{\"phone\":\"+4915123456789\"}");
        assertThat(first.headers())
                .containsEntry("Content-Type", "application/json")
                .doesNotContainKey("Authorization");
        assertThat(server.asked().get(1).headers()).containsEntry("Authorization", "Bearer the token");
    }

    @Test
    void whatGotNoAnswerIsSentAgainOnceWithTheSameKey() throws IOException {
        server.thenHangUp().then(202, VERIFICATION);

        api.signIn().verifyEmail("anna@example.org");
        assertThat(server.asked()).hasSize(2);
        String key = server.asked().get(0).headers().get("Idempotency-Key");
        assertThat(UUID.fromString(key)).isNotNull();
        assertThat(server.asked().get(1).headers()).containsEntry("Idempotency-Key", key);
        assertThat(server.asked().get(1).body()).isEqualTo(server.asked().get(0).body());
    }

    @Test
    void eachRequestHasAKeyOfItsOwn() throws IOException {
        server.then(202, VERIFICATION).then(202, VERIFICATION);
        api.signIn().verifyEmail("anna@example.org");
        api.signIn().verifyEmail("anna@example.org");

        assertThat(server.asked().get(0).headers().get("Idempotency-Key"))
                .isNotEqualTo(server.asked().get(1).headers().get("Idempotency-Key"));
    }

    @Test
    void whatGetsNoAnswerTwiceFails() {
        server.thenHangUp().thenHangUp();

        assertThatIOException()
                .isThrownBy(() -> api.signIn().verifyEmail("anna@example.org"))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1))
                .isNotInstanceOf(ApiException.class);
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void aProblemSaysWhatItIsAndWhenToComeAgainAndIsNotAskedForTwice() {
        server.then(
                429,
                Map.of("Retry-After", "17", "Content-Type", "application/problem+json"),
                "{\"type\":\"urn:waggle:problem:too-many-requests\",\"title\":\"Too many\",\"status\":429,"
                        + "\"detail\":\"wait\"}");

        ApiException refused = refusal(() -> api.signIn().verifyEmail("anna@example.org"));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.kind()).isEqualTo("too-many-requests");
        assertThat(refused.detail()).isEqualTo("wait");
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(17));
        assertThat(refused.isTemporary()).isTrue();
        assertThat(refused.isSignedOut()).isFalse();
        assertThat(refused).hasMessageNotContaining("anna");
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void anErrorOfOAuthSaysWhetherThePersonHasToSignInAgain() {
        server.then(400, "{\"error\":\"invalid_grant\",\"error_description\":\"sign in again\"}");

        ApiException refused = refusal(() -> api.signIn().refresh("old"));
        assertThat(refused.kind()).isEqualTo("invalid_grant");
        assertThat(refused.detail()).isEqualTo("sign in again");
        assertThat(refused.isSignedOut()).isTrue();
        assertThat(refused.isTemporary()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Bad Gateway</html>", "", "[]", "{\"type\":7,\"detail\":{}}", "{"})
    void whatStandsBeforeTheServerIsUnderstoodAsFarAsItGoes(String body) {
        server.then(502, body);

        ApiException refused = refusal(() -> api.devices(() -> "token").list());
        assertThat(refused.kind()).isEmpty();
        assertThat(refused.isTemporary()).isTrue();
        assertThat(refused.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "",
                "null",
                "[]",
                "{}",
                "{\"devices\":{}}",
                "{\"devices\":[7]}",
                "{\"devices\":[{\"id\":\"a b\",\"name\":\"n\",\"linked_at\":\"2026-11-27T12:00:00Z\",\"last_seen_at\":\"2026-11-27T12:00:00Z\",\"this_device\":true}]}",
                "{\"devices\":[{\"id\":\"a\",\"name\":null,\"linked_at\":\"2026-11-27T12:00:00Z\",\"last_seen_at\":\"2026-11-27T12:00:00Z\",\"this_device\":true}]}",
                "{\"devices\":[{\"id\":\"a\",\"name\":\"n\",\"linked_at\":\"yesterday\",\"last_seen_at\":\"2026-11-27T12:00:00Z\",\"this_device\":true}]}",
                "{\"devices\":[{\"id\":\"a\",\"name\":\"n\",\"linked_at\":\"2026-11-27T12:00:00Z\",\"last_seen_at\":\"2026-11-27T12:00:00Z\",\"this_device\":\"yes\"}]}"
            })
    void anAnswerThatIsNotWhatItMustBeIsAFailureThatQuotesNothingOfIt(String body) {
        server.then(200, body).then(200, body);

        assertThatIOException()
                .isThrownBy(() -> api.devices(() -> "token").list())
                .withMessageStartingWith("the server's answer")
                .withMessageNotContainingAny("yesterday", "a b", "not json");
    }

    @Test
    void anAnswerWithoutEndIsNotReadToIt() {
        String endless = "{\"devices\":[" + " ".repeat(5 << 20);
        server.then(200, endless).then(200, endless);

        assertThatIOException()
                .isThrownBy(() -> api.devices(() -> "token").list())
                .withMessageContaining("longer than");
    }

    @Test
    void aTokenGoesNowhereElse() {
        server.then(302, Map.of("Location", server.address() + "/elsewhere"), "");

        assertThat(refusal(() -> api.devices(() -> "token").list()).status()).isEqualTo(302);
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void whatAPersonTypesStaysOneSegmentOfThePath() {
        server.then(404, "");

        refusal(() -> api.devices(() -> "token").waiting("../../oauth/token?a=b#c"));
        assertThat(server.asked().get(0).path()).isEqualTo("/v1/device-links/..%2F..%2Foauth%2Ftoken%3Fa=b%23c");
    }

    @Test
    void aListIsAskedForPageByPage() throws IOException {
        server.then(
                        200,
                        "{\"blocks\":[{\"account_id\":\"eve\",\"blocked_at\":\"2026-11-27T12:00:00Z\"}],\"next_cursor\":\"a+b/c\"}")
                .then(200, "{\"blocks\":[]}");
        Blocks blocks = api.blocks(() -> "token");

        Page<Blocks.Block> first = blocks.list(Optional.empty(), 1);
        assertThat(first.members())
                .containsExactly(new Blocks.Block(new AccountId("eve"), Instant.parse("2026-11-27T12:00:00Z")));
        Page<Blocks.Block> second = blocks.list(first.next(), 1);
        assertThat(second).isEqualTo(new Page<>(List.of(), Optional.empty()));
        assertThat(server.asked().get(1).path()).isEqualTo("/v1/blocks?limit=1&cursor=a%2Bb%2Fc");
    }

    @Test
    void whoIsNotBlockedAnyMoreIsNoFailure() throws IOException {
        server.thenHangUp().then(404, "{\"type\":\"urn:waggle:problem:not-blocked\",\"detail\":\"\"}");

        api.blocks(() -> "token").remove(new AccountId("eve"));
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void aDeviceThatWaitsIsToldNothingUntilSomebodyDecides() throws IOException {
        server.then(
                        200,
                        "{\"device_code\":\"secret\",\"user_code\":\"WDJB-MJHT\",\"verification_uri\":\"http://x/link\","
                                + "\"verification_uri_complete\":\"http://x/link?user_code=WDJB-MJHT\",\"expires_in\":600,\"interval\":2}")
                .then(400, "{\"error\":\"authorization_pending\"}")
                .then(400, "{\"error\":\"slow_down\"}")
                .then(
                        200,
                        "{\"account_id\":\"anna\",\"device_id\":\"tablet\",\"access_token\":\"a\",\"expires_in\":3600,\"refresh_token\":\"r\"}")
                .then(400, "{\"error\":\"expired_token\"}");
        SignIn signIn = api.signIn();
        SignIn.LinkRequest request = signIn.requestLink("a tablet");

        assertThat(request.link()).isEqualTo(URI.create("http://x/link?user_code=WDJB-MJHT"));
        assertThat(signIn.ask(request)).isEmpty();
        assertThat(signIn.ask(request)).isEmpty();
        assertThat(signIn.ask(request).map(Tokens::device)).contains(Address.of("anna", "tablet"));
        assertThat(refusal(() -> signIn.ask(request)).kind()).isEqualTo("expired_token");
        assertThat(request.toString()).doesNotContain("secret", "WDJB");
    }

    @Test
    void anEntryOfAnAddressBookIsHashedAsTheDescriptionOfTheApiSays() throws IOException {
        server.then(200, "{\"salt\":\"AAECAwQFBgcICQoLDA0ODw\",\"entries\":3,\"limit\":10000}");

        Contacts.AddressBook book = api.contacts(() -> "token").addressBook();
        assertThat(book.entries()).isEqualTo(3);
        assertThat(book.entry("+4915123456789")).isEqualTo("-JEi7E-W0lm3zJ9IUytWb-lbZVWuKGUytn6oCRxsYd4");
    }

    @Test
    void whomEntriesLeadToIsTold() throws IOException {
        server.then(200, "{\"matches\":[{\"hash\":\"h1\",\"account_id\":\"bob\"}]}");

        assertThat(api.contacts(() -> "token").change(List.of("h1", "h2"), List.of("h3")))
                .isEqualTo(Map.of("h1", new AccountId("bob")));
        assertThat(server.asked().get(0).body()).isEqualTo("{\"add\":[\"h1\",\"h2\"],\"remove\":[\"h3\"]}");
    }

    @Test
    void whatIsChangedIsOnlyWhatWasSeen() throws IOException {
        server.then(200, Map.of("ETag", "\"v1\""), "{\"account_id\":\"anna\",\"about\":\"at the gym\"}")
                .then(204, "")
                .then(412, "{\"type\":\"urn:waggle:problem:changed\",\"detail\":\"get it again\"}");
        Profiles profiles = api.profiles(() -> "token");
        Versioned<Profiles.Profile> own = profiles.own();

        assertThat(own.value())
                .isEqualTo(new Profiles.Profile(
                        new AccountId("anna"),
                        Optional.empty(),
                        Optional.of("at the gym"),
                        Optional.empty(),
                        Optional.empty()));
        profiles.change(Optional.of("Anna"), Optional.empty(), own.version());
        assertThat(server.asked().get(1).headers()).containsEntry("If-Match", "\"v1\"");
        assertThat(server.asked().get(1).body()).isEqualTo("{\"name\":\"Anna\",\"about\":null}");
        assertThat(refusal(() -> profiles.change(Optional.empty(), Optional.empty(), own.version()))
                        .kind())
                .isEqualTo("changed");
    }

    @Test
    void whoseTokenIsNotGoodHasNotDeletedAnything() throws IOException {
        server.then(401, "").thenHangUp().then(401, "");
        Account account = api.account(() -> "token");

        assertThat(refusal(() -> account.delete(new AccountId("anna"))).status())
                .isEqualTo(401);
        account.delete(new AccountId("anna")); // done by the attempt that got no answer
        assertThat(server.asked())
                .hasSize(3)
                .allSatisfy(asked -> assertThat(asked.path()).isEqualTo("/v1/account?confirm=anna"));
    }

    @Test
    void anExportThatIsCutOffIsAFailure() throws IOException {
        String whole = "{\"format\":1,\"inbox\":[" + "{}, ".repeat(50_000) + "{}],\"complete\": true }\n";
        server.then(200, whole)
                .then(200, whole.substring(0, whole.length() - 3))
                .then(200, "")
                .then(429, "");
        Account account = api.account(() -> "token");

        Buffer written = new Buffer();
        account.export(written);
        assertThat(written.readUtf8()).isEqualTo(whole);
        assertThatIOException().isThrownBy(() -> account.export(new Buffer())).withMessageContaining("not complete");
        assertThatIOException().isThrownBy(() -> account.export(new Buffer())).withMessageContaining("not complete");
        assertThat(refusal(() -> account.export(new Buffer())).isTemporary()).isTrue();
    }

    @Test
    void aSettingOfANewerServerIsAFailureThatNamesIt() {
        server.then(
                200,
                Map.of("ETag", "\"v1\""),
                "{\"last_seen\":\"friends\",\"photo\":\"everyone\",\"about\":\"everyone\",\"add_to_groups\":\"nobody\","
                        + "\"read_receipts\":true,\"strangers\":\"allow\",\"discoverable\":\"mutual\"}");

        assertThatIOException()
                .isThrownBy(() -> api.privacy(() -> "token").get())
                .withMessageContaining("last_seen");
    }

    @Test
    void relaysComeWithCredentialsOrWithoutAny() throws IOException {
        server.then(
                        200,
                        "{\"uris\":[\"stun:a.example\",\"turn:a.example?transport=udp\"],\"username\":\"1795824000:Q\","
                                + "\"password\":\"secret\",\"expires_at\":\"2026-11-28T00:00:00Z\"}")
                .then(200, "{\"uris\":[]}")
                .then(200, "{\"uris\":[7]}")
                .then(200, "{\"uris\":[],\"username\":\"u\"}");
        Relays relays = api.relays(() -> "token");

        Relays.Access access = relays.get();
        assertThat(access.uris()).containsExactly("stun:a.example", "turn:a.example?transport=udp");
        assertThat(access.credentials())
                .contains(new Relays.Credentials("1795824000:Q", "secret", Instant.parse("2026-11-28T00:00:00Z")));
        assertThat(access.toString()).doesNotContain("secret");
        assertThat(relays.get()).isEqualTo(new Relays.Access(List.of(), Optional.empty()));
        assertThatIOException().isThrownBy(relays::get).withMessageContaining("uris");
        assertThatIOException().isThrownBy(relays::get).withMessageContaining("password");
    }

    @Test
    void aBotIsMadeOnceAndItsTokenIsInNoText() throws IOException {
        server.thenHangUp()
                .then(201, "{\"account_id\":\"weather\",\"token\":\"waggle_bot_secret\"}")
                .then(
                        200,
                        "{\"bots\":[{\"account_id\":\"weather\",\"name\":\"Weather\",\"created_at\":\"2026-11-27T12:00:00Z\","
                                + "\"suspended\":false}]}")
                .then(200, "{\"token\":\"waggle_bot_other\"}")
                .then(204, "")
                .then(204, "")
                .then(201, "{\"account_id\":\"a b\",\"token\":\"t\"}");
        Bots bots = api.bots(() -> "token");

        Bots.Created created = bots.create("Weather");
        assertThat(created).isEqualTo(new Bots.Created(new AccountId("weather"), "waggle_bot_secret"));
        assertThat(created.toString()).doesNotContain("secret");
        assertThat(server.asked().get(1).headers().get("Idempotency-Key"))
                .isEqualTo(server.asked().get(0).headers().get("Idempotency-Key"));
        assertThat(bots.list())
                .containsExactly(new Bots.Bot(
                        created.account(), Optional.of("Weather"), Instant.parse("2026-11-27T12:00:00Z"), false));
        assertThat(bots.rotateToken(created.account())).isEqualTo("waggle_bot_other");
        bots.rename(created.account(), "Rain");
        bots.delete(created.account());
        assertThat(server.asked().subList(3, 6))
                .extracting(asked -> asked.method() + " " + asked.path())
                .containsExactly("POST /v1/bots/weather/token", "PATCH /v1/bots/weather", "DELETE /v1/bots/weather");
        assertThatIOException().isThrownBy(() -> bots.create("x")).withMessageContaining("account_id");
    }

    @Test
    void aWebhookIsSetAndShownAndItsSecretIsToldWhenItIsNew() throws IOException {
        server.then(201, "{\"url\":\"https://bot.example.org/in\",\"secret\":\"whsec_x\"}")
                .then(200, "{\"url\":\"https://bot.example.org/in\"}")
                .then(
                        200,
                        "{\"url\":\"https://bot.example.org/in\",\"state\":\"failing\",\"consecutive_failures\":3,"
                                + "\"last_failure\":\"timed_out\",\"waiting_messages\":7,"
                                + "\"oldest_waiting_at\":\"2026-11-27T12:00:00Z\"}")
                .then(200, "{\"secret\":\"whsec_y\"}")
                .then(204, "")
                .then(404, "{\"type\":\"urn:waggle:problem:no-webhook\",\"detail\":\"\"}")
                .then(200, "{\"url\":\"a b\",\"state\":\"active\",\"consecutive_failures\":0,\"waiting_messages\":0}");
        Bots bots = api.bots(() -> "token");
        AccountId bot = new AccountId("weather");
        URI url = URI.create("https://bot.example.org/in");

        assertThat(bots.setWebhook(bot, url)).contains("whsec_x");
        assertThat(bots.setWebhook(bot, url)).isEmpty();
        assertThat(server.asked().get(0).body()).isEqualTo("{\"url\":\"https://bot.example.org/in\"}");
        assertThat(bots.webhook(bot))
                .isEqualTo(new Bots.Webhook(
                        url,
                        "failing",
                        3,
                        Optional.of("timed_out"),
                        Optional.empty(),
                        7,
                        Optional.of(Instant.parse("2026-11-27T12:00:00Z"))));
        assertThat(bots.rotateWebhookSecret(bot)).isEqualTo("whsec_y");
        bots.removeWebhook(bot);
        assertThat(refusal(() -> bots.webhook(bot)).kind()).isEqualTo("no-webhook");
        assertThatIOException().isThrownBy(() -> bots.webhook(bot)).withMessageContaining("url");
    }

    @Test
    void onlyHttpIsSpoken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WaggleApi.of(URI.create("ftp://127.0.0.1"), ApiOptions.DEFAULT));
        assertThatIllegalArgumentException().isThrownBy(() -> ApiOptions.DEFAULT.withTimeout(Duration.ZERO));
    }

    private interface Call {
        void run() throws IOException;
    }

    private static ApiException refusal(Call call) {
        ApiException refused = catchThrowableOfType(ApiException.class, call::run);
        assertThat(refused).isNotNull();
        return refused;
    }
}
