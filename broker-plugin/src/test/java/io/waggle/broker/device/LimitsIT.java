package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.waggle.protocol.Address;
import io.waggle.protocol.RateRefusal;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a device that does too much, on the real broker, on each path of messages through it. */
final class LimitsIT {

    private static final Address ANN = Address.of("ann", "phone");
    private static final Address ANN_TABLET = Address.of("ann", "tablet");
    private static final Address BOB = Address.of("bob", "phone");
    private static final Address CY = Address.of("cy", "phone");
    private static final int QUOTA_EXCEEDED = 0x97;

    private BrokerProcess broker;

    @SuppressWarnings("NullAway.Init")
    LimitsIT() {}

    private void start(String path, String... settings) {
        BrokerOptions options = BrokerOptions.defaults().set("mqtt.path", path);
        for (int i = 0; i < settings.length; i += 2) {
            options = options.set(settings[i], settings[i + 1]);
        }
        broker = BrokerProcess.start(options);
    }

    @AfterEach
    void stop() {
        assertThat(broker.log()).doesNotContain("Uncaught exception", "Exception in thread");
        broker.close();
    }

    // --- PUBLISH

    @ParameterizedTest
    @ValueSource(strings = {"pipeline", "sdk"})
    void aFrameOfTooManyMessagesIsRefusedWholeAndTakenWholeLater(String path) {
        start(path, "limit.messages", "10/10s");
        try (TestDevice ann = TestDevice.online(broker, ANN);
                TestDevice bob = TestDevice.online(broker, BOB)) {
            assertThat(ann.publish(texts(ann, BOB, 0, 8))).isZero();
            OutboxItem[] refused = texts(ann, BOB, 8, 14);

            assertThat(refusal(ann, refused).pause()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));

            bob.awaitTexts(numbers(0, 8));
            assertThat(bob.acknowledgeAll()).isZero();
            assertThat(ann.hello(ann.epoch(), ann.lastSequence())).isZero();
            assertThat(broker.metric("chat_message_accepted_messages_total")).hasValue(8.0);
            assertThat(refusals("messages")).isEqualTo(1);
            assertThat(broker.metric("chat_publish_refused_packets_total{reason=\"rate_limited\"}"))
                    .hasValue(1.0);

            await().atMost(TestDevice.PATIENCE).until(() -> ann.publish(refused) == 0);
            bob.awaitTexts(numbers(0, 14));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline", "sdk"})
    void whatOnePairMayNotSendTakesNothingFromTheOthers(String path) {
        start(path, "limit.messages", "10/1h", "limit.pair-messages", "3/1h");
        try (TestDevice ann = TestDevice.online(broker, ANN);
                TestDevice tablet = TestDevice.online(broker, ANN_TABLET);
                TestDevice bob = TestDevice.online(broker, BOB);
                TestDevice cy = TestDevice.online(broker, CY)) {
            assertThat(ann.publish(ann.text("1", BOB, ANN_TABLET), ann.text("2", BOB, ANN_TABLET)))
                    .isZero();

            assertThat(refusal(
                                    ann,
                                    ann.text("to cy", CY, ANN_TABLET),
                                    ann.text("3", BOB, ANN_TABLET),
                                    ann.text("4", BOB, ANN_TABLET))
                            .pause())
                    .isGreaterThan(Duration.ofMinutes(15));

            assertThat(ann.publish(
                            ann.text("cy 1", CY, ANN_TABLET),
                            ann.text("cy 2", CY, ANN_TABLET),
                            ann.text("cy 3", CY, ANN_TABLET)))
                    .as("the refused frame took nothing of this pair")
                    .isZero();
            assertThat(tablet.publish(tablet.text("5", BOB, ANN), tablet.text("6", BOB, ANN)))
                    .as("both devices of an account count")
                    .isEqualTo(QUOTA_EXCEEDED);
            assertThat(tablet.publish(tablet.text("5", BOB, ANN))).isZero();
            assertThat(bob.publish(bob.text("back", ANN, ANN_TABLET)))
                    .as("the other direction is another pair")
                    .isZero();
            assertThat(ann.publish(texts(ann, ANN_TABLET, 0, 5)))
                    .as("10 less 2, 3 and 5: nor of the device; and to oneself there is no pair")
                    .isZero();
            assertThat(ann.publish(texts(ann, ANN_TABLET, 5, 6))).isEqualTo(QUOTA_EXCEEDED);

            bob.awaitTexts("1", "2", "5");
            cy.awaitTexts("cy 1", "cy 2", "cy 3");
            assertThat(refusals("pair-messages")).isEqualTo(2);
            assertThat(refusals("messages")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline", "sdk"})
    void moreMessagesThanABucketHoldsPassWhenItIsFull(String path) {
        start(path, "limit.messages", "5/1h", "limit.pair-messages", "5/1h");
        try (TestDevice ann = TestDevice.online(broker, ANN);
                TestDevice bob = TestDevice.online(broker, BOB)) {
            assertThat(ann.publish(texts(ann, BOB, 0, 20))).isZero();
            assertThat(ann.publish(texts(ann, BOB, 20, 21))).isEqualTo(QUOTA_EXCEEDED);
            bob.awaitTexts(numbers(0, 20));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline", "sdk"})
    void framesOfAnyKindHaveACeiling(String path) {
        start(path, "limit.frames", "3/1h");
        try (TestDevice ann = TestDevice.online(broker, ANN);
                TestDevice bob = TestDevice.online(broker, BOB)) {
            assertThat(ann.publish(texts(ann, BOB, 0, 1))).isZero();
            bob.awaitTexts("0");
            for (int i = 0; i < 3; i++) {
                assertThat(bob.acknowledgeAll()).isZero();
            }
            assertThat(bob.acknowledgeAll()).isEqualTo(QUOTA_EXCEEDED);
            assertThat(bob.publishing(Topics.outbox(BOB), new byte[] {1, 2, 3}).join())
                    .as("not even decoded")
                    .isEqualTo(QUOTA_EXCEEDED);
            assertThat(bob.isClosed()).isFalse();
            assertThat(refusals("frames")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline", "sdk"})
    void aClientThatCannotBeToldLosesItsConnectionAndNothingIsAcknowledged(String path) {
        start(path, "limit.messages", "1/1h");
        try (TestDevice bob = TestDevice.online(broker, BOB)) {
            Mqtt3AsyncClient ann = Mqtt3Client.builder()
                    .identifier(ANN.clientId())
                    .serverHost(broker.mqtt().getHostString())
                    .serverPort(broker.mqtt().getPort())
                    .buildAsync();
            ann.connectWith()
                    .simpleAuth()
                    .username(ANN.account().value())
                    .password(broker.mintToken(ANN).getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .send()
                    .join();
            TestDevice writer = TestDevice.offline(broker, ANN);

            publish(ann, writer.text("one", BOB));
            assertThatThrownBy(() -> publish(ann, writer.text("two", BOB))).isInstanceOf(CompletionException.class);

            bob.awaitTexts("one");
            await().atMost(TestDevice.PATIENCE).until(() -> !ann.getState().isConnected());
            assertThat(broker.metric("chat_message_accepted_messages_total")).hasValue(1.0);
        }
    }

    private static void publish(Mqtt3AsyncClient client, OutboxItem item) {
        client.publishWith()
                .topic(Topics.outbox(ANN))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(OutboxCodec.encode(OutboxFrame.of(item)))
                .send()
                .join();
    }

    // --- CONNECT

    @Test
    void aDeviceThatConnectsTooOftenIsToldWhenToComeAgainAndOthersAreNot() {
        start("auto", "limit.connects", "2/3s");
        TestDevice.connected(broker, ANN).close();
        TestDevice.connected(broker, ANN).close();

        assertThat(connectRefusal(ANN, broker.mintToken(ANN)).pause())
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));

        TestDevice.connected(broker, ANN_TABLET).close();
        assertThat(refusals("connects")).isEqualTo(1);
        assertThat(broker.metric("chat_connect_refused_packets_total{reason=\"rate_limited\"}"))
                .hasValue(1.0);
        await().atMost(TestDevice.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> TestDevice.connected(broker, ANN).close());
    }

    @Test
    void nobodyUsesUpTheConnectsOfADeviceWithoutItsToken() {
        start("auto", "limit.connects", "2/1h");
        String others = broker.mintToken(BOB);
        for (int i = 0; i < 10; i++) {
            assertThat(RawMqtt.connect(broker, ANN.clientId(), ANN.account().value(), others))
                    .isEqualTo(0x87);
        }
        TestDevice.connected(broker, ANN).close();
    }

    @Test
    void anAddressWithTooManyFailuresIsToldWhenToComeAgainAlsoWithAGoodToken() {
        start("auto", "limit.failed-connects", "3/6s");
        TestDevice.connected(broker, ANN).close();
        for (int i = 0; i < 3; i++) {
            assertThat(RawMqtt.connect(broker, ANN.clientId(), ANN.account().value(), "no token"))
                    .isEqualTo(0x86);
        }

        assertThat(connectRefusal(ANN, broker.mintToken(ANN)).pause())
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));

        assertThat(refusals("failed-connects")).isEqualTo(1);
        assertThat(broker.log()).contains("Refused by limit.failed-connects").doesNotContain("127.0.0.1:");
        await().atMost(TestDevice.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> TestDevice.connected(broker, ANN).close());
    }

    @Test
    void theAddressOfAProxyIsNotLimitedForItIsOfEverybody() {
        start("auto", "limit.failed-connects", "1/1h", "http.trusted-proxies", "127.0.0.0/8");
        for (int i = 0; i < 5; i++) {
            assertThat(RawMqtt.connect(broker, ANN.clientId(), ANN.account().value(), "no token"))
                    .isEqualTo(0x86);
        }
        TestDevice.connected(broker, ANN).close();
    }

    // --- reading

    private static OutboxItem[] texts(TestDevice from, Address to, int begin, int end) {
        return IntStream.range(begin, end)
                .mapToObj(i -> from.text(Integer.toString(i), to))
                .toArray(OutboxItem[]::new);
    }

    private static String[] numbers(int begin, int end) {
        return IntStream.range(begin, end).mapToObj(Integer::toString).toArray(String[]::new);
    }

    /** What a device is told whose frame is too much. */
    private static RateRefusal refusal(TestDevice device, OutboxItem... items) {
        Mqtt5PubAckException refused = catchThrowableOfType(
                Mqtt5PubAckException.class,
                () -> device.mqtt()
                        .toBlocking()
                        .publishWith()
                        .topic(Topics.outbox(device.address()))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(OutboxCodec.encode(OutboxFrame.of(items)))
                        .send());
        assertThat(refused.getMqttMessage().getReasonCode().getCode()).isEqualTo(QUOTA_EXCEEDED);
        return parse(refused.getMqttMessage()
                .getReasonString()
                .map(MqttUtf8String::toString)
                .orElse(""));
    }

    private RateRefusal connectRefusal(Address device, String token) {
        CompletionException thrown = catchThrowableOfType(
                CompletionException.class,
                () -> TestDevice.offline(broker.mqtt(), device, token).connect());
        if (!(thrown.getCause() instanceof Mqtt5ConnAckException refused)) {
            throw new AssertionError("not refused by the broker", thrown);
        }
        Mqtt5ConnAck connack = refused.getMqttMessage();
        assertThat(connack.getReasonCode().getCode()).isEqualTo(QUOTA_EXCEEDED);
        return parse(connack.getReasonString().map(MqttUtf8String::toString).orElse(""));
    }

    private static RateRefusal parse(String reason) {
        return RateRefusal.parse(reason).orElseThrow(() -> new AssertionError("the reason is '" + reason + "'"));
    }

    private double refusals(String limit) {
        return broker.metric("chat_limit_refused_refusals_total{limit=\"" + limit.replace('-', '_') + "\"}")
                .orElseThrow();
    }
}
