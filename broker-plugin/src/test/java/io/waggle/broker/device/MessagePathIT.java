package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The way of a message, step by step: one broker, and people of their own for each test. */
final class MessagePathIT {

    private static final int QUOTA = 5;
    private static BrokerProcess broker;

    private Address alice;
    private Address bob;
    private Address tablet;

    @BeforeAll
    static void start() {
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("inbox.max-messages", Integer.toString(QUOTA))
                .set("inbox.expiry-sweep-interval", "200ms"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void meet(TestInfo test) {
        String suffix = Integer.toHexString(test.getDisplayName().hashCode());
        alice = Address.of("alice-" + suffix, "phone");
        bob = Address.of("bob-" + suffix, "phone");
        tablet = Address.of("bob-" + suffix, "tablet");
    }

    @Test
    void carriesAMessageToAnOnlineDeviceAndItsTickBack() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.online(broker, bob)) {
            Send send = a.text("hi", bob);
            assertThat(a.publish(send)).isZero();

            b.awaitTexts("hi");
            Message message = b.contents(Message.class).get(0);
            assertThat(message.sender()).isEqualTo(alice);
            assertThat(message.messageId()).isEqualTo(send.messageId());
            assertThat(message.conversation()).isEqualTo(send.conversation());
            assertThat(a.contents(Receipt.class))
                    .as("not delivered before it is acknowledged")
                    .isEmpty();

            assertThat(b.acknowledgeAll()).isZero();
            Receipt delivered = a.awaitContent(Receipt.class);
            assertThat(delivered.kind()).isEqualTo(ReceiptKind.DELIVERED);
            assertThat(delivered.upTo()).isEqualTo(send.messageId());
            assertThat(delivered.author()).isEqualTo(alice);
            assertThat(delivered.member()).isEqualTo(bob);
        }
    }

    @Test
    void keepsMessagesForAnOfflineDeviceAndMarksTheEndOfTheBacklog() {
        TestDevice.connected(broker, bob).close();
        try (TestDevice a = TestDevice.online(broker, alice)) {
            assertThat(a.publish(a.text("one", bob), a.text("two", bob), a.text("three", bob)))
                    .isZero();
        }
        try (TestDevice b = TestDevice.connected(broker, bob)) {
            assertThat(b.hello(Epoch.NONE, InboxSequence.NONE)).isZero();
            b.subscribe();
            b.awaitTexts("one", "two", "three");

            InboxFrame first = b.frames().get(0);
            assertThat(first.welcome()).isPresent();
            assertThat(first.after()).isEqualTo(first.welcome().get().acknowledged());
            await().until(() -> b.frames().stream().anyMatch(InboxFrame::endOfBacklog));
        }
    }

    @Test
    void goesOnWhereTheDeviceSaysItIs() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.online(broker, bob)) {
            a.publish(a.text("one", bob), a.text("two", bob));
            b.awaitTexts("one", "two");
            InboxSequence first = b.items().get(0).sequence();
            b.hello(b.epoch(), first);

            b.awaitTexts("one", "two", "two");
            assertThat(a.awaitContent(Receipt.class).upTo())
                    .as("hello acknowledges")
                    .isEqualTo(b.contents(Message.class).get(0).messageId());
        }
    }

    @Test
    void redeliversUnacknowledgedMessagesAfterReconnect() {
        try (TestDevice a = TestDevice.online(broker, alice)) {
            try (TestDevice b = TestDevice.online(broker, bob)) {
                a.publish(a.text("one", bob));
                b.awaitTexts("one");
            }
            try (TestDevice b = TestDevice.online(broker, bob)) {
                b.awaitTexts("one");
                b.acknowledgeAll();
                a.awaitContent(Receipt.class);
            }
            try (TestDevice b = TestDevice.online(broker, bob)) {
                await().until(() -> b.frames().stream().anyMatch(InboxFrame::endOfBacklog));
                assertThat(b.texts()).isEmpty();
            }
        }
    }

    @Test
    void acceptsTheSameMessageAgainAndDeliversItOnce() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.online(broker, bob)) {
            Send send = a.text("once", bob);
            assertThat(List.of(a.publish(send), a.publish(send), a.publish(send, send)))
                    .containsOnly(0);
            a.publish(a.text("after", bob));

            b.awaitTexts("once", "after");
        }
    }

    @Test
    void givesEachDeviceOfAnAccountAnInboxOfItsOwn() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice phone = TestDevice.online(broker, bob);
                TestDevice other = TestDevice.connected(broker, tablet)) {
            assertThat(a.publish(a.text("both", bob, tablet))).isZero();
            phone.awaitTexts("both");
            phone.acknowledgeAll();
            a.awaitContent(Receipt.class);

            other.subscribe();
            other.awaitTexts("both");
            assertThat(other.epoch()).isNotEqualTo(phone.epoch());
        }
    }

    @Test
    void refusesAWrongSetOfDevicesWithTheExactDifferenceAndTakesTheRepairedMessage() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice phone = TestDevice.online(broker, bob);
                TestDevice other = TestDevice.online(broker, tablet)) {
            Send wrong = a.text("m", bob);
            assertThat(a.publish(wrong)).isEqualTo(0x10);

            SendOutcome outcome = a.awaitContent(SendOutcomes.class).outcomes().get(0);
            assertThat(outcome.messageId()).isEqualTo(wrong.messageId());
            assertThat(outcome.result()).isEqualTo(Result.DEVICES_CHANGED);
            assertThat(outcome.changes().get(0).missing())
                    .containsExactly(new SendOutcome.DeviceEpoch(tablet.device(), other.epoch()));
            assertThat(a.publish(a.text(wrong.messageId(), "m", Duration.ZERO, bob, tablet)))
                    .isZero();
            phone.awaitTexts("m");
            other.awaitTexts("m");
        }
    }

    @Test
    void refusesAMessageToAFullInboxWithQuotaExceeded() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.connected(broker, bob)) {
            for (int i = 0; i < QUOTA; i++) {
                assertThat(a.publish(a.text("m" + i, bob))).isZero();
            }
            assertThat(a.publish(a.text("too much", bob))).isEqualTo(0x97);
            assertThat(a.publish(a.text("too much", bob), a.text("too much", bob)))
                    .isEqualTo(0x97);

            b.subscribe();
            await().until(() -> b.texts().size() == QUOTA);
            b.acknowledgeAll();
            await().untilAsserted(
                            () -> assertThat(a.publish(a.text("fits", bob))).isZero());
            await().until(() -> b.texts().contains("fits"));
            assertThat(b.texts()).doesNotContain("too much");
            assertThat(a.contents(SendOutcomes.class)).isEmpty();
        }
    }

    @Test
    void tellsTheSenderByARowWhereItemsOfAFrameFareDifferently() {
        Address carol = Address.of(alice.account().value().replace("alice", "carol"), "phone");
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.connected(broker, bob);
                TestDevice c = TestDevice.online(broker, carol)) {
            for (int i = 0; i < QUOTA; i++) {
                a.publish(a.text("m" + i, bob));
            }
            assertThat(a.publish(a.text("to bob", bob), a.text("to carol", carol)))
                    .isEqualTo(0x10);

            assertThat(a.awaitContent(SendOutcomes.class).outcomes())
                    .extracting(SendOutcome::result)
                    .containsExactly(Result.RECIPIENT_FULL, Result.ACCEPTED);
            c.awaitTexts("to carol");
            assertThat(b.texts()).isEmpty();
        }
    }

    @Test
    void tellsTheSenderOfAnAccountThatDoesNotExist() {
        try (TestDevice a = TestDevice.online(broker, alice)) {
            assertThat(a.publish(a.text("m", bob))).isEqualTo(0x10);
            assertThat(a.awaitContent(SendOutcomes.class).outcomes().get(0).result())
                    .isEqualTo(Result.UNKNOWN_ACCOUNT);
        }
    }

    @Test
    void carriesFramesOfManyItemsInBothDirections() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.connected(broker, bob)) {
            OutboxItem[] items = IntStream.range(0, QUOTA)
                    .mapToObj(i -> a.text("m" + i, bob))
                    .toArray(OutboxItem[]::new);
            assertThat(a.publish(items)).isZero();
            b.subscribe();

            b.awaitTexts("m0", "m1", "m2", "m3", "m4");
            assertThat(b.frames().stream().filter(frame -> frame.items().size() == QUOTA))
                    .hasSize(1);
        }
    }

    @Test
    void endsALifetimeAndTellsTheSender() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.connected(broker, bob)) {
            Send brief = a.text(MessageId.create(Instant.now()), "brief", Duration.ofSeconds(1), bob);
            assertThat(a.publish(brief)).isZero();

            SendOutcome outcome = a.awaitContent(SendOutcomes.class).outcomes().get(0);
            assertThat(outcome.result()).isEqualTo(Result.EXPIRED);
            assertThat(outcome.messageId()).isEqualTo(brief.messageId());
            b.subscribe();
            a.publish(a.text("lasting", bob));
            b.awaitTexts("lasting");
        }
    }

    @Test
    void movesARejectedRowAsideAndTellsTheSender() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.online(broker, bob)) {
            a.publish(a.text("bad", bob), a.text("good", bob));
            b.awaitTexts("bad", "good");
            InboxItem bad = b.items().get(0);
            b.publish(new InboxReject(b.epoch(), bad.sequence(), "cannot read it"));

            SendOutcome outcome = a.awaitContent(SendOutcomes.class).outcomes().get(0);
            assertThat(outcome.result()).isEqualTo(Result.REJECTED);
            assertThat(outcome.recipients().get(0).reason()).isEqualTo("cannot read it");
        }
        try (TestDevice b = TestDevice.online(broker, bob)) {
            b.awaitTexts("good");
        }
    }

    @Test
    void routesAReadReceiptToTheAuthor() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.online(broker, bob)) {
            Send send = a.text("m", bob);
            a.publish(send);
            b.awaitTexts("m");
            assertThat(b.publish(new ReceiptUpdate(ReceiptKind.READ, send.conversation(), send.messageId(), alice)))
                    .isZero();

            Receipt read = a.awaitContent(Receipt.class);
            assertThat(read.kind()).isEqualTo(ReceiptKind.READ);
            assertThat(read.member()).isEqualTo(bob);
        }
    }

    @Test
    void passesLiveEventsToWhoIsThereAndKeepsNone() {
        try (TestDevice a = TestDevice.online(broker, alice)) {
            LiveEvent typing = new LiveEvent(
                    List.of(bob.account()),
                    ConversationId.direct(alice.account(), bob.account()),
                    ByteString.copyFromUtf8("typing"));
            try (TestDevice b = TestDevice.online(broker, bob)) {
                await().until(() -> !b.frames().isEmpty());
                assertThat(a.publish(typing)).isZero();
                await().until(() ->
                        b.frames().stream().anyMatch(frame -> !frame.live().isEmpty()));
                assertThat(b.frames().stream().flatMap(frame -> frame.live().stream()))
                        .containsExactly(new LiveNotice(alice, typing.conversation(), typing.content()));
            }
            assertThat(a.publish(typing)).isZero();
            try (TestDevice b = TestDevice.online(broker, bob)) {
                await().until(() -> b.frames().stream().anyMatch(InboxFrame::endOfBacklog));
                assertThat(b.frames().stream().flatMap(frame -> frame.live().stream()))
                        .isEmpty();
            }
        }
    }

    @Test
    void ignoresAnAcknowledgementOfRowsThatNeverWere() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.online(broker, bob)) {
            await().until(() -> !b.frames().isEmpty());
            assertThat(b.publish(new InboxAck(b.epoch(), new InboxSequence(Long.MAX_VALUE))))
                    .isZero();
            a.publish(a.text("m", bob));
            b.awaitTexts("m");
        }
        try (TestDevice b = TestDevice.online(broker, bob)) {
            b.awaitTexts("m");
        }
    }

    @Test
    void worksOverWebSocket() {
        try (TestDevice a = TestDevice.onWebSocket(broker, alice);
                TestDevice b = TestDevice.onWebSocket(broker, bob)) {
            Stream.of(a, b).forEach(TestDevice::connect);
            Stream.of(a, b).forEach(TestDevice::subscribe);
            assertThat(a.publish(a.text("over a WebSocket", bob))).isZero();

            b.awaitTexts("over a WebSocket");
        }
    }

    @Test
    void worksWithMqtt311WhichHasNoReasonCodes() {
        List<InboxFrame> frames = new CopyOnWriteArrayList<>();
        Mqtt3AsyncClient old = mqtt3(alice);
        try (TestDevice b = TestDevice.online(broker, bob)) {
            connect(old, alice);
            old.subscribeWith()
                    .topicFilter(Topics.inbox(alice))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(publish -> frames.add(decode(publish.getPayloadAsBytes())))
                    .send()
                    .join();
            send(old, b.text("never mind who writes it", bob)).join();
            b.awaitTexts("never mind who writes it");
            assertThat(b.contents(Message.class).get(0).sender()).isEqualTo(alice);
            b.acknowledgeAll();
            await().until(() -> frames.stream()
                    .flatMap(frame -> frame.items().stream())
                    .anyMatch(item -> item.content() instanceof Receipt));

            for (int i = 0; i < QUOTA + 1; i++) {
                send(old, b.text("m" + i, bob)).join(); // acknowledged: decided, whatever it was
            }
            await().until(() -> frames.stream()
                    .flatMap(frame -> frame.items().stream())
                    .anyMatch(item -> item.content() instanceof SendOutcomes outcomes
                            && outcomes.outcomes().get(0).result() == Result.RECIPIENT_FULL));
            assertThat(old.publishWith()
                            .topic(Topics.outbox(alice))
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .payload(new byte[] {1, 2, 3})
                            .send())
                    .as("what cannot be answered ends the connection")
                    .failsWithin(TestDevice.PATIENCE);
        }
    }

    private static Mqtt3AsyncClient mqtt3(Address device) {
        return Mqtt3Client.builder()
                .identifier(device.clientId())
                .serverHost(broker.mqtt().getHostString())
                .serverPort(broker.mqtt().getPort())
                .buildAsync();
    }

    private static void connect(Mqtt3AsyncClient client, Address device) {
        client.connectWith()
                .cleanSession(false) // the broker makes it a clean one all the same
                .simpleAuth()
                .username(device.account().value())
                .password(broker.mintToken(device).getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .send()
                .join();
    }

    private CompletableFuture<Mqtt3Publish> send(Mqtt3AsyncClient client, Send send) {
        return client.publishWith()
                .topic(Topics.outbox(alice))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(OutboxCodec.encode(OutboxFrame.of(send)))
                .send();
    }

    private static InboxFrame decode(byte[] payload) {
        return ((Decoded.Valid<InboxFrame>) InboxCodec.decode(ByteBuffer.wrap(payload))).frame();
    }

    @Test
    void countsWhatItDoes() {
        double before = broker.metric("chat_message_accepted_messages_total").orElseThrow();
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice b = TestDevice.online(broker, bob)) {
            a.publish(a.text("m", bob));
            b.awaitTexts("m");
            b.acknowledgeAll();
            a.awaitContent(Receipt.class);
        }
        assertThat(broker.metric("chat_message_accepted_messages_total").orElseThrow())
                .isEqualTo(before + 1);
        assertThat(broker.metric("chat_delivery_latency_seconds_count").orElseThrow())
                .isPositive();
    }
}
