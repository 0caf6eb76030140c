package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Answer;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.webhook.ScriptedReceiver;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupSettings.Who;
import io.waggle.protocol.frame.Message;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.TestLogs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person and their bot on the real broker: MQTT on one side, HTTP on the other. */
final class BotIT {

    private static final String ANNA = "+4915123456701";
    private static final int NOT_AUTHORIZED = 0x87;
    private static final ConversationId GROUP = new ConversationId(0x0123456789abcdefL, 42);

    private final SmsGateway gateway = new SmsGateway();
    private final ScriptedReceiver receiver = new ScriptedReceiver();
    private BrokerProcess broker;
    private Tokens anna;
    private String bot;
    private String token;

    @SuppressWarnings("NullAway.Init")
    BotIT() {}

    @BeforeEach
    void start() {
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("verification.code-digits", "10") // in no log by chance
                .set("verification.sms", "webhook")
                .set("verification.webhook.url", gateway.url())
                .set("bot.webhook.private-addresses", "127.0.0.1")
                .set("bot.webhook.retry-after", "50ms"));
        anna = http().signIn("phone", ANNA, gateway::codeFor);
        Answer made = http().as(anna).post("/v1/bots", Map.of("name", "Echo")).expect(201);
        bot = made.text("account_id");
        token = made.text("token");
        TestLogs.mustNotBeLogged(token);
    }

    @AfterEach
    void stop() {
        broker.close();
        receiver.close();
        gateway.close();
    }

    private HttpCaller http() {
        return new HttpCaller(broker.http(""));
    }

    private Tokens signIn() {
        return http().form(
                        "/oauth/token",
                        Map.of("grant_type", "client_credentials", "client_id", bot, "client_secret", token))
                .botTokens();
    }

    private Address webhook() {
        return Address.of(bot, "webhook");
    }

    /** The inbox follows by a moment. */
    private void setWebhook() {
        double before = inboxes();
        TestLogs.mustNotBeLogged(http().as(anna)
                .put("/v1/bots/" + bot + "/webhook", Map.of("url", receiver.url()))
                .expect(201)
                .text("secret"));
        await().atMost(TestDevice.PATIENCE).until(() -> inboxes() > before);
    }

    private double inboxes() {
        return broker.metric("chat_inbox_created_inboxes_total").orElse(0.0);
    }

    private TestDevice online(Tokens tokens) {
        TestDevice device =
                TestDevice.offline(broker.mqtt(), Address.of(tokens.account(), tokens.device()), tokens.access());
        device.connect();
        device.subscribe();
        return device;
    }

    private List<String> taken() {
        return receiver.requests().stream()
                .flatMap(request -> request.texts().stream())
                .toList();
    }

    @Test
    void aBotAnswersOverHttpWhoWritesToItOverMqtt() {
        setWebhook();
        try (TestDevice annas = online(anna)) {
            assertThat(annas.publish(annas.text("Hi bot", webhook()))).isZero();
            await().atMost(TestDevice.PATIENCE)
                    .untilAsserted(() -> assertThat(taken()).containsExactly(TestDevice.MARK + "Hi bot"));
            String from = receiver.requests()
                    .get(0)
                    .json()
                    .at("/items/0/sender/account")
                    .asString();

            http().as(signIn())
                    .post(
                            "/v1/messages",
                            Map.of(
                                    "message_id",
                                            MessageId.create(Instant.now()).toString(),
                                    "to", from,
                                    "content",
                                            Base64.getEncoder()
                                                    .encodeToString((TestDevice.MARK + "Hi Anna")
                                                            .getBytes(StandardCharsets.UTF_8))))
                    .expect(202);

            annas.awaitTexts("Hi Anna");
            annas.acknowledgeAll();
            await().atMost(TestDevice.PATIENCE)
                    .untilAsserted(() -> assertThat(receiver.requests())
                            .anyMatch(request -> request.body().contains("\"kind\":\"delivered\"")));
        }
        assertThat(broker.metric("chat_connection_current_connections").orElse(-1.0))
                .as("a webhook is no connection")
                .isLessThanOrEqualTo(1.0);
    }

    @Test
    void aBotIsInAGroupLikeAnybodyUntilItIsRemoved() {
        setWebhook();
        HttpCaller bots = http().as(signIn());
        bots.patch("/v1/privacy", Map.of("add_to_groups", "everyone")).expect(204);
        AccountId account = new AccountId(bot);
        try (TestDevice annas = online(anna)) {
            toGroup(bots, "is there nobody?").expect(404);
            assertThat(annas.publish(
                            change(new GroupChange.Create("Bees", "", GroupSettings.DEFAULT, List.of(account))),
                            toGroup("Hi all")))
                    .isZero();
            await().atMost(TestDevice.PATIENCE)
                    .untilAsserted(() -> assertThat(taken()).containsExactly(TestDevice.MARK + "Hi all"));
            assertThat(receiver.requests().toString()).contains("\"group_id\":\"" + GROUP + "\"");

            toGroup(bots, "Hi Anna").expect(202);
            annas.awaitTexts("Hi Anna");
            Message message = annas.contents(Message.class).get(0);
            assertThat(message.conversation()).isEqualTo(GROUP);
            assertThat(message.groupVersion()).isEqualTo(1);
            assertThat(message.sender()).isEqualTo(webhook());

            GroupSettings channel = new GroupSettings(Who.ADMINS, Who.ADMINS, Who.ADMINS, false, Duration.ZERO);
            assertThat(annas.publish(change(new GroupChange.SetSettings(channel))))
                    .isZero();
            toGroup(bots, "not any more").expect(403);
            assertThat(annas.publish(change(new GroupChange.Remove(List.of(account))), toGroup("without the bot")))
                    .isZero();
            toGroup(bots, "nor this").expect(404);

            assertThat(annas.publish(annas.text("to you alone", webhook()))).isZero();
            await().atMost(TestDevice.PATIENCE)
                    .untilAsserted(() -> assertThat(taken())
                            .containsExactly(TestDevice.MARK + "Hi all", TestDevice.MARK + "to you alone"));
            assertThat(annas.texts()).containsExactly("Hi Anna");
        }
    }

    private static GroupChange change(GroupChange.Change change) {
        return new GroupChange(MessageId.create(Instant.now()), GROUP, 0, change);
    }

    private static GroupSend toGroup(String text) {
        return new GroupSend(
                MessageId.create(Instant.now()),
                GROUP,
                0,
                ByteString.copyFromUtf8(TestDevice.MARK + text),
                Duration.ZERO);
    }

    private static Answer toGroup(HttpCaller bots, String text) {
        byte[] content = (TestDevice.MARK + text).getBytes(StandardCharsets.UTF_8);
        return bots.post(
                "/v1/messages",
                Map.of(
                        "message_id", MessageId.create(Instant.now()).toString(),
                        "group_id", GROUP.toString(),
                        "content", Base64.getEncoder().encodeToString(content)));
    }

    @Test
    void killedBetweenTheRequestAndItsAcknowledgementItSendsTheSameAgainAndWhatCameMeanwhileNext() throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        receiver.then(out -> killed.await());
        setWebhook();
        try (TestDevice annas = online(anna)) {
            assertThat(annas.publish(annas.text("first", webhook()))).isZero();
            await().atMost(TestDevice.PATIENCE).until(() -> receiver.requests().size() == 1);
            assertThat(annas.publish(annas.text("second", webhook()))).isZero();
            broker.kill();
            killed.countDown();
        }
        broker.restart();

        await().atMost(TestDevice.PATIENCE)
                .untilAsserted(() -> assertThat(taken())
                        .containsExactly(
                                TestDevice.MARK + "first", TestDevice.MARK + "first", TestDevice.MARK + "second"));
        assertThat(receiver.requests().get(1).id())
                .isEqualTo(receiver.requests().get(0).id());
        assertThat(receiver.requests().get(1).body())
                .isEqualTo(receiver.requests().get(0).body());
        assertThat(receiver.requests().get(2).id())
                .isNotEqualTo(receiver.requests().get(0).id());
    }

    @Test
    void aBotConnectsLikeAnyDeviceUntilItGetsAnotherToken() {
        Tokens tokens = signIn();
        try (TestDevice bots = online(tokens);
                TestDevice annas = online(anna)) {
            assertThat(annas.publish(annas.text("Hi", Address.of(bot, "bot")))).isZero();
            bots.awaitTexts("Hi");

            TestLogs.mustNotBeLogged(http().as(anna)
                    .send("/v1/bots/" + bot + "/token", "POST", null, null)
                    .expect(200)
                    .text("token"));

            assertThat(bots.awaitClosed()).isEqualTo(OptionalInt.of(NOT_AUTHORIZED));
            assertThatThrownBy(() -> online(tokens)).isInstanceOf(CompletionException.class);
            assertThat(annas.isClosed()).isFalse();
        }
    }

    @Test
    void nothingConnectsAsAWebhookWhateverTokenItHas() {
        setWebhook();
        TestDevice device = TestDevice.offline(broker, webhook()); // with a developer's token, which may be any device

        assertThatThrownBy(device::connect).isInstanceOf(CompletionException.class);
        assertThat(broker.metric("chat_connect_refused_packets_total{reason=\"webhook_device\"}")
                        .orElse(0.0))
                .isEqualTo(1.0);
    }

    @Test
    void aDeletedBotIsPostedNothingMoreAndWhoWroteToItIsTold() {
        receiver.thenStatus(500, "Retry-After: 3600");
        setWebhook();
        try (TestDevice annas = online(anna)) {
            assertThat(annas.publish(annas.text("m", webhook()))).isZero();
            await().atMost(TestDevice.PATIENCE).until(() -> receiver.requests().size() == 1);
            http().as(anna).delete("/v1/bots/" + bot).expect(204);

            await().atMost(TestDevice.PATIENCE)
                    .until(() -> broker.metric("chat_webhook_count_webhooks").orElse(-1.0) == 0.0);
            assertThat(annas.publish(annas.text("n", webhook())))
                    .as("told by an outcome: no such account")
                    .isEqualTo(0x10);
            assertThat(receiver.requests()).hasSize(1);
        }
    }
}
