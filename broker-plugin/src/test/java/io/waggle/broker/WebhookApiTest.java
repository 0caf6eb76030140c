package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.webhook.ScriptedReceiver;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupSettings.Who;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.testkit.TestLogs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Webhooks of bots and what bots send, over HTTP both ways, between two bots that know nothing of MQTT. */
class WebhookApiTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "bot.webhook.private-addresses",
            "127.0.0.1",
            "bot.webhook.retry-after",
            "10ms",
            "bot.webhook.threads",
            "2",
            "limit.pair-messages",
            "40/100s",
            "limit.stranger-messages",
            "2/1d",
            "limit.group-messages",
            "5/1000s");

    private static final ConversationId GROUP = new ConversationId(0x0123456789abcdefL, 42);

    @TempDir
    private Path folder;

    private final ScriptedReceiver receiver = new ScriptedReceiver();
    private TestApi api;
    private HttpCaller http;
    private HttpCaller annas;
    private Bot bot;
    private Bot other;

    @SuppressWarnings("NullAway.Init")
    WebhookApiTest() {}

    /** A bot that is signed in. */
    private record Bot(String account, HttpCaller http) {

        String path() {
            return "/v1/bots/" + account;
        }
    }

    @BeforeEach
    void start() {
        api = new TestApi(folder, SETTINGS);
        http = api.http;
        annas = http.as(api.signIn("anna@example.org"));
        bot = bot();
        other = bot();
    }

    @AfterEach
    void stop() {
        api.close();
        receiver.close();
    }

    private Bot bot() {
        Answer answer = annas.post("/v1/bots", Map.of("name", "Weather")).expect(201);
        TestLogs.mustNotBeLogged(answer.text("token"));
        Tokens tokens = http.form(
                        "/oauth/token",
                        Map.of(
                                "grant_type",
                                "client_credentials",
                                "client_id",
                                answer.text("account_id"),
                                "client_secret",
                                answer.text("token")))
                .botTokens();
        return new Bot(tokens.account(), http.as(tokens));
    }

    private String setWebhook(Bot of, String url) {
        String secret = annas.put(of.path() + "/webhook", Map.of("url", url))
                .expect(201)
                .text("secret");
        TestLogs.mustNotBeLogged(secret);
        api.carryOut();
        return secret;
    }

    private Map<String, Object> message(String to, String text) {
        return new TreeMap<>(Map.of(
                "message_id", MessageId.create(Instant.now()).toString(),
                "to", to,
                "content", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    }

    private Answer send(Bot from, String to, String text) {
        return from.http().post("/v1/messages", message(to, text));
    }

    private List<String> taken() {
        return receiver.requests().stream()
                .flatMap(request -> request.texts().stream())
                .toList();
    }

    // --- what is set and shown

    @Test
    void theSecretIsToldOnceAndTheStateToOwnerAndBot() {
        Answer first = annas.put(bot.path() + "/webhook", Map.of("url", "https://bot.example.org/in?key=1"))
                .expect(201);
        TestLogs.mustNotBeLogged(first.text("secret"));
        assertThat(first.text("secret")).startsWith("whsec_");
        Answer again = bot.http()
                .put(bot.path() + "/webhook", Map.of("url", "https://bot.example.org/other"))
                .expect(200);
        assertThat(again.body()).isEqualTo("{\"url\":\"https://bot.example.org/other\"}");

        for (HttpCaller caller : List.of(annas, bot.http())) {
            JsonNode shown = caller.get(bot.path() + "/webhook").expect(200).json();
            assertThat(shown.get("url").asString()).isEqualTo("https://bot.example.org/other");
            assertThat(shown.get("state").asString()).isEqualTo("active");
            assertThat(shown.get("waiting_messages").asInt()).isZero();
            assertThat(shown.has("secret")).isFalse();
        }
        other.http().get(bot.path() + "/webhook").expect(404);
        other.http()
                .put(bot.path() + "/webhook", Map.of("url", "https://evil.example.org"))
                .expect(404);
        HttpCaller bobs = http.as(api.signIn("bob@example.org"));
        bobs.get(bot.path() + "/webhook").expect(404);
        bobs.delete(bot.path() + "/webhook").expect(404);
        bobs.send(bot.path() + "/webhook/secret", "POST", null, null).expect(404);
        http.get(bot.path() + "/webhook").expect(401);
    }

    @Test
    void aWebhookIsADeviceAndUnlinkingItRemovesIt() {
        annas.get(bot.path() + "/webhook").expect(404);
        annas.delete(bot.path() + "/webhook").expect(404);
        annas.send(bot.path() + "/webhook/secret", "POST", null, null).expect(404);
        setWebhook(bot, receiver.url());
        assertThat(bot.http().get("/v1/devices").json().get("devices").findValuesAsString("id"))
                .containsExactlyInAnyOrder("bot", "webhook");
        assertThat(api.inbox.devices(new AccountId(bot.account())))
                .as("the device that never connected has no inbox that nobody reads")
                .containsExactly(Address.of(bot.account(), "webhook"));
        assertThat(api.parts.bots().webhooks().count()).isEqualTo(1);

        bot.http().delete("/v1/devices/webhook").expect(204);
        api.carryOut();
        annas.get(bot.path() + "/webhook").expect(404);
        assertThat(api.inbox.devices(new AccountId(bot.account()))).isEmpty();
        assertThat(api.parts.bots().webhooks().count()).isZero();

        setWebhook(bot, receiver.url());
        annas.delete(bot.path() + "/webhook").expect(204);
        api.carryOut();
        assertThat(api.inbox.devices(new AccountId(bot.account()))).isEmpty();
        assertThat(api.parts.bots().webhooks().count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"url\":null}",
                "{\"url\":\"\"}",
                "{\"url\":\"bot.example.org\"}",
                "{\"url\":\"ftp://bot.example.org\"}",
                "{\"url\":\"https://user:password@bot.example.org\"}",
                "{\"url\":\"https://bot.example.org/#x\"}",
                "{\"url\":\"https://bot.example.org/\\r\\nHost: x\"}",
                "{\"url\":\"https://bot.example.org\",\"secret\":\"mine\"}",
                "[]",
                ""
            })
    void whatIsNoUrlSetsNothing(String body) {
        annas.send(bot.path() + "/webhook", "PUT", "application/json", body).expect(400);
        annas.get(bot.path() + "/webhook").expect(404);
    }

    @Test
    void theSecretIsRotatedOnceHoweverOftenThatIsAsked() {
        String first = setWebhook(bot, receiver.url());
        HttpCaller once =
                annas.with("Idempotency-Key", java.util.UUID.randomUUID().toString());
        String path = bot.path() + "/webhook/secret";
        String second = once.send(path, "POST", null, null).expect(200).text("secret");
        TestLogs.mustNotBeLogged(second);
        assertThat(once.send(path, "POST", null, null).expect(200).text("secret"))
                .isEqualTo(second);

        send(other, bot.account(), "Hi").expect(202);
        await().until(() -> !receiver.requests().isEmpty());
        ScriptedReceiver.Request request = receiver.requests().get(0);
        assertThat(request.isSignedWith(first)).isTrue();
        assertThat(request.isSignedWith(second)).isTrue();
        assertThat(request.isSignedWith("whsec_" + "A".repeat(43) + "=")).isFalse();
    }

    // --- what is posted

    @Test
    void whatOneBotSendsTheOtherIsPostedAndTheReceiptComesBack() {
        String secret = setWebhook(bot, receiver.url());
        try (ScriptedReceiver others = new ScriptedReceiver()) {
            setWebhook(other, others.url());
            Map<String, Object> message = message(bot.account(), "Hi bot");
            other.http().post("/v1/messages", message).expect(202);

            await().until(() -> receiver.requests().size() == 1);
            ScriptedReceiver.Request request = receiver.requests().get(0);
            assertThat(request.isSignedWith(secret)).isTrue();
            JsonNode item = request.json().get("items").get(0);
            assertThat(request.json().get("bot").asString()).isEqualTo(bot.account());
            assertThat(item.get("message_id").asString()).isEqualTo(message.get("message_id"));
            assertThat(item.at("/sender/account").asString()).isEqualTo(other.account());
            assertThat(item.at("/sender/device").asString()).isEqualTo("webhook");
            assertThat(item.get("conversation_id").asString())
                    .isEqualTo(ConversationId.direct(new AccountId(bot.account()), new AccountId(other.account()))
                            .toString());
            await().until(() -> others.requests().size() == 1);
            JsonNode receipt = others.requests().get(0).json().get("items").get(0);
            assertThat(receipt.get("type").asString()).isEqualTo("receipt");
            assertThat(receipt.get("message_id").asString()).isEqualTo(message.get("message_id"));
        }
        await().untilAsserted(() -> {
            JsonNode shown = annas.get(bot.path() + "/webhook").json();
            assertThat(shown.get("last_success_at").asString()).isEqualTo("2026-11-25T12:00:00Z");
        });
    }

    @Test
    void orderIsKeptOverFailures() {
        receiver.thenStatus(500)
                .then(out -> {}) // hangs up
                .thenStatus(302, "Location: http://127.0.0.1:1/")
                .then(out -> out.write("HTTP/1.1 2".getBytes(StandardCharsets.US_ASCII)))
                .thenStatus(200)
                .thenStatus(503);
        setWebhook(bot, receiver.url());
        List<String> all = IntStream.range(0, 30).mapToObj(Integer::toString).toList();
        all.forEach(text -> send(other, bot.account(), text).expect(202));

        await().until(() -> api.inbox
                        .waiting(Address.of(bot.account(), "webhook"))
                        .orElseThrow()
                        .messages()
                == 0);
        Map<String, List<String>> byId = new java.util.LinkedHashMap<>();
        receiver.requests().forEach(request -> {
            List<String> before = byId.putIfAbsent(request.id(), request.texts());
            assertThat(request.texts())
                    .as("the same under the same id")
                    .isEqualTo(before == null ? request.texts() : before);
        });
        assertThat(byId.values().stream().flatMap(List::stream)).containsExactlyElementsOf(all);
        assertThat(receiver.requests().size()).isGreaterThan(byId.size());
    }

    @Test
    void aDeadWebhookDoesNotHoldUpAnother() {
        try (ScriptedReceiver dead = new ScriptedReceiver()) {
            dead.then(out -> Thread.sleep(Long.MAX_VALUE));
            setWebhook(other, dead.url());
            setWebhook(bot, receiver.url());
            send(bot, other.account(), "to the dead").expect(202);
            await().until(() -> dead.requests().size() == 1);

            send(other, bot.account(), "to the living").expect(202);

            await().untilAsserted(() -> assertThat(taken()).containsExactly("to the living"));
            assertThat(dead.requests()).hasSize(1);
        }
    }

    @Test
    void howAWebhookFaresIsShown() {
        receiver.thenStatus(500, "Retry-After: 1000");
        setWebhook(bot, receiver.url());
        send(other, bot.account(), "m").expect(202);

        await().untilAsserted(() -> {
            JsonNode shown = annas.get(bot.path() + "/webhook").json();
            assertThat(shown.get("state").asString()).isEqualTo("failing");
            assertThat(shown.get("consecutive_failures").asInt()).isEqualTo(1);
            assertThat(shown.get("last_failure").asString()).isEqualTo("refused");
            assertThat(shown.get("next_attempt_at").asString()).isEqualTo("2026-11-25T12:16:40Z");
            assertThat(shown.get("waiting_messages").asInt()).isEqualTo(1);
            assertThat(shown.get("oldest_waiting_at").asString()).isEqualTo("2026-11-25T12:00:00Z");
        });
        assertThat(api.parts.bots().webhooks().failing()).isEqualTo(1);
        receiver.thenStatus(410);
        annas.put(bot.path() + "/webhook", Map.of("url", receiver.url())).expect(200);
        api.carryOut();
        await().untilAsserted(() ->
                assertThat(annas.get(bot.path() + "/webhook").text("state")).isEqualTo("gone"));
        assertThat(annas.get(bot.path() + "/webhook").json().has("gone_at")).isTrue();
        annas.put(bot.path() + "/webhook", Map.of("url", receiver.url())).expect(200);
        api.carryOut();
        await().untilAsserted(() ->
                assertThat(annas.get(bot.path() + "/webhook").text("state")).isEqualTo("active"));
    }

    @Test
    void whereTheOperatorDoesNotLetItNothingIsPosted() {
        String url = "http://localhost:" + java.net.URI.create(receiver.url()).getPort();
        setWebhook(bot, url.replace("localhost", "127.0.0.2"));
        send(other, bot.account(), "m").expect(202);

        await().untilAsserted(
                        () -> assertThat(annas.get(bot.path() + "/webhook").body())
                                .contains("\"last_failure\":\"address_not_allowed\""));
        assertThat(receiver.requests()).isEmpty();
    }

    // --- what is sent

    @Test
    void aMessageIsSentOnceHoweverOftenItIsSentUnderItsId() {
        setWebhook(bot, receiver.url());
        Map<String, Object> message = message(bot.account(), "once");
        for (int i = 0; i < 3; i++) {
            assertThat(other.http().post("/v1/messages", message).expect(202).text("message_id"))
                    .isEqualTo(message.get("message_id"));
        }
        message.put("message_id", MessageId.create(Instant.now()).toString());
        other.http().post("/v1/messages", message).expect(202);

        await().untilAsserted(() -> assertThat(taken()).containsExactly("once", "once"));
        assertThat(api.published).contains(new Event.BotSent());
    }

    @Test
    void whoHasNoWebhookGetsWhatBecomesOfItAtItsDevice() {
        setWebhook(bot, receiver.url());
        send(other, bot.account(), "m").expect(202);

        Address device = Address.of(other.account(), "bot");
        await().untilAsserted(() -> {
            InboxState state = api.inbox.state(device).orElseThrow();
            assertThat(api.inbox.read(device, state.acknowledged(), 1 << 16, 10).items())
                    .hasSize(1);
        });
    }

    @Test
    void whoHasJustSetAWebhookSendsByItAndToItsOtherDevices() {
        annas.put(other.path() + "/webhook", Map.of("url", receiver.url())).expect(201);
        send(other, other.account(), "a note to itself").expect(202);

        assertThat(api.inbox.devices(new AccountId(other.account())))
                .containsExactly(Address.of(other.account(), "webhook"));
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void aSendThatIsRefusedSaysWhyAndWritesNothing() {
        setWebhook(bot, receiver.url());
        setWebhook(other, receiver.url());
        Answer unknown = send(other, "nobody", "m").expect(404);
        assertThat(unknown.text("type")).isEqualTo("urn:waggle:problem:unknown-account");
        bot.http().put("/v1/blocks/" + other.account(), Map.of()).expect(204);
        api.carryOut();
        Answer refused = send(other, bot.account(), "m").expect(403);
        assertThat(refused.text("type")).isEqualTo("urn:waggle:problem:recipient-refuses");

        Address webhook = Address.of(other.account(), "webhook");
        InboxState state = api.inbox.state(webhook).orElseThrow();
        assertThat(state.last()).as("no outcome waits there").isEqualTo(state.acknowledged());
        assertThat(receiver.requests()).isEmpty();
        bot.http().delete("/v1/blocks/" + other.account()).expect(204);
        api.carryOut();
        send(other, bot.account(), "m").expect(202);
    }

    @Test
    void strangersComeAsRequestsAndOnlySoMany() {
        setWebhook(bot, receiver.url());
        bot.http().patch("/v1/privacy", Map.of("strangers", "request")).expect(204);
        api.carryOut();
        send(other, bot.account(), "1").expect(202);
        send(other, bot.account(), "2").expect(202);
        assertThat(send(other, bot.account(), "3").expect(403).text("type"))
                .isEqualTo("urn:waggle:problem:recipient-refuses");

        await().untilAsserted(() -> assertThat(taken()).containsExactly("1", "2"));
        assertThat(receiver.requests().get(0).body()).contains("\"request\":true");
    }

    @Test
    void whoSendsTooOftenWaits() {
        setWebhook(bot, receiver.url());
        Answer answer = send(other, bot.account(), "m");
        int sent = 0;
        while (answer.status() == 202) {
            sent++;
            assertThat(sent).isLessThanOrEqualTo(40);
            answer = send(other, bot.account(), "m");
        }
        assertThat(sent).isEqualTo(40);
        answer.expect(429);
        assertThat(answer.header("Retry-After")).isNotNull();
        api.clock.advance(Duration.ofSeconds(3));
        send(other, bot.account(), "m").expect(202);
    }

    @Test
    void onlyBotsSendHere() {
        setWebhook(bot, receiver.url());
        assertThat(annas.post("/v1/messages", message(bot.account(), "m"))
                        .expect(403)
                        .text("type"))
                .isEqualTo("urn:waggle:problem:only-bots");
        http.post("/v1/messages", message(bot.account(), "m")).expect(401);
    }

    // --- groups

    /** A group with these bots. @return a device of its owner, who is nobody's bot */
    private Address group(GroupSettings settings, Bot... members) {
        Address owner = Address.of("owner", "phone");
        api.inbox.open(owner).join();
        List<AccountId> accounts = Stream.of(members)
                .map(member -> new AccountId(member.account()))
                .toList();
        change(owner, new GroupChange.Create("Bees", "", settings, accounts));
        return owner;
    }

    private void change(Address by, GroupChange.Change change) {
        GroupChange item = new GroupChange(MessageId.create(Instant.now()), GROUP, 0, change);
        assertThat(api.inbox
                        .append(new Submission(by, List.of(item), Submission.Refusals.BY_ROW))
                        .join())
                .isInstanceOf(Decision.AllAccepted.class);
    }

    private Map<String, Object> toGroup(String text) {
        Map<String, Object> message = message("", text);
        message.remove("to");
        message.put("group_id", GROUP.toString());
        return message;
    }

    private List<Message> messages(Address device) {
        return api.inbox.read(device, InboxSequence.NONE, 1 << 16, 100).items().stream()
                .map(InboxItem::content)
                .filter(Message.class::isInstance)
                .map(Message.class::cast)
                .toList();
    }

    @Test
    void aMessageToAGroupReachesItsMembersOnceAndNobodyElseAndIsPostedWithTheGroup() {
        setWebhook(bot, receiver.url());
        Bot outside = bot();
        try (ScriptedReceiver others = new ScriptedReceiver();
                ScriptedReceiver outsides = new ScriptedReceiver()) {
            setWebhook(other, others.url());
            setWebhook(outside, outsides.url());
            Address owner = group(GroupSettings.DEFAULT, bot, other);
            Map<String, Object> message = toGroup("Hi all");
            for (int i = 0; i < 3; i++) {
                assertThat(other.http()
                                .post("/v1/messages", message)
                                .expect(202)
                                .text("message_id"))
                        .isEqualTo(message.get("message_id"));
            }
            send(other, bot.account(), "for you").expect(202);

            await().untilAsserted(() -> assertThat(taken()).containsExactly("Hi all", "for you"));
            JsonNode posted = posted("Hi all");
            assertThat(posted.get("group_id").asString()).isEqualTo(GROUP.toString());
            assertThat(posted.get("conversation_id").asString()).isEqualTo(GROUP.toString());
            assertThat(posted.at("/sender/account").asString()).isEqualTo(other.account());
            assertThat(posted("for you").has("group_id")).isFalse();
            assertThat(messages(owner))
                    .singleElement()
                    .satisfies(it -> assertThat(it.groupVersion()).isEqualTo(1));
            assertThat(others.requests().stream().flatMap(it -> it.texts().stream()))
                    .as("the sender itself")
                    .isEmpty();
            assertThat(outsides.requests()).isEmpty();
        }
    }

    private JsonNode posted(String text) {
        String content = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return receiver.requests().stream()
                .flatMap(request -> request.json().get("items").valueStream())
                .filter(item -> item.path("content").asString("").equals(content))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoOnlyNamesTheConversationOfAGroupIsNotPostedAsOfIt() {
        setWebhook(bot, receiver.url());
        setWebhook(other, receiver.url());
        var unused = group(GroupSettings.DEFAULT, bot);
        Map<String, Object> message = message(bot.account(), "I am in it, believe me");
        message.put("conversation_id", GROUP.toString());
        other.http().post("/v1/messages", message).expect(202);

        await().untilAsserted(() -> assertThat(taken()).hasSize(1));
        assertThat(posted("I am in it, believe me").has("group_id")).isFalse();
    }

    @Test
    void whoMayNotWriteInAGroupIsToldWhyAndNothingIsWritten() {
        setWebhook(bot, receiver.url());
        setWebhook(other, receiver.url());
        assertThat(toGroup(bot, "m").expect(404).text("type"))
                .as("there is no such group")
                .isEqualTo("urn:waggle:problem:no-such-group");
        GroupSettings channel = new GroupSettings(Who.ADMINS, Who.ADMINS, Who.ADMINS, false, Duration.ZERO);
        Address owner = group(channel, bot);
        assertThat(toGroup(other, "m").expect(404).text("type"))
                .as("not in it")
                .isEqualTo("urn:waggle:problem:no-such-group");
        assertThat(toGroup(bot, "m").expect(403).text("type"))
                .as("only admins write")
                .isEqualTo("urn:waggle:problem:group-forbids");
        change(owner, new GroupChange.SetRole(new AccountId(bot.account()), GroupRole.ADMIN));
        toGroup(bot, "as an admin").expect(202);
        change(owner, new GroupChange.Remove(List.of(new AccountId(bot.account()))));
        toGroup(bot, "m").expect(404);

        assertThat(messages(owner))
                .extracting(it -> it.content().toStringUtf8())
                .containsExactly("as an admin");
        assertThat(receiver.requests().toString()).doesNotContain("outcomes");
    }

    private Answer toGroup(Bot from, String text) {
        return from.http().post("/v1/messages", toGroup(text));
    }

    @Test
    void whenNobodyInAGroupHasRoomTheBotIsToldSo() {
        setWebhook(bot, receiver.url());
        Address owner = group(GroupSettings.DEFAULT, bot);
        api.inbox.remove(owner).join();

        assertThat(toGroup(bot, "m").expect(409).text("type"))
                .as("nobody but the bot has a device")
                .isEqualTo("urn:waggle:problem:recipient-full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "conversation_id"})
    void aMessageIsForAGroupOrForAnAccountAndNotForBoth(String beside) {
        setWebhook(bot, receiver.url());
        var unused = group(GroupSettings.DEFAULT, bot);
        Map<String, Object> message = toGroup("m");
        message.put(beside, beside.equals("to") ? other.account() : GROUP.toString());
        bot.http().post("/v1/messages", message).expect(400);
        message.remove(beside);
        message.put("group_id", "x");
        bot.http().post("/v1/messages", message).expect(400);
        message.put("group_id", GROUP.toString());
        bot.http().post("/v1/messages", message).expect(202);
    }

    @Test
    void messagesToGroupsHaveALimitOfTheirOwn() {
        setWebhook(bot, receiver.url());
        var unused = group(GroupSettings.DEFAULT, bot);
        for (int i = 0; i < 5; i++) {
            toGroup(bot, "m").expect(202);
        }
        assertThat(toGroup(bot, "one more").expect(429).header("Retry-After")).isNotNull();
        send(bot, other.account(), "no group").expect(404);
    }

    // --- what is no message

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message_id | ",
                "message_id | x",
                "message_id | 4d686081-1b68-4db5-91d8-bb32074acf8c",
                "to |",
                "to | a b",
                "content |",
                "content | ''",
                "content | %%%",
                "conversation_id | x",
                "expires_in_seconds | 0",
                "expires_in_seconds | -1",
                "expires_in_seconds | 31536001",
                "expires_in_seconds | soon",
                "unknown | x"
            })
    void whatIsNoMessageIsRefused(String member, String value) {
        setWebhook(bot, receiver.url());
        Map<String, Object> message = message(bot.account(), "m");
        if (value == null) {
            message.remove(member);
        } else {
            message.put(member, value);
        }
        other.http().post("/v1/messages", message).expect(400);
    }

    @Test
    void aMessageHasABound() {
        setWebhook(bot, receiver.url());
        send(other, bot.account(), "x".repeat(46_080)).expect(202);
        send(other, bot.account(), "x".repeat(46_081)).expect(400);
        send(other, bot.account(), "x".repeat(60_000)).expect(413);
    }

    @Test
    void aStoreThatTakesNothingIsNotAnAcceptedMessage() {
        setWebhook(bot, receiver.url());
        setWebhook(other, receiver.url());
        ((io.waggle.broker.inbox.memory.InMemoryInbox) api.inbox).failing(true);
        Map<String, Object> message = message(bot.account(), "m");
        other.http().post("/v1/messages", message).expect(503);
        annas.get(bot.path() + "/webhook").expect(503);
        ((io.waggle.broker.inbox.memory.InMemoryInbox) api.inbox).failing(false);
        other.http().post("/v1/messages", message).expect(202);
        await().untilAsserted(() -> assertThat(taken()).containsExactly("m"));
    }
}
