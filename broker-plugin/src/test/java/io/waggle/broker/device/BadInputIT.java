package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import io.waggle.testkit.BrokerProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is hostile or wrong gets the documented answer, is counted, writes nothing, and leaves others untouched: beside every
 * test two bystanders write to each other.
 */
final class BadInputIT {

    private static final Address MALLORY = Address.of("mallory", "phone");
    private static final Address VICTIM = Address.of("victim", "phone");
    private static final Address FRIEND = Address.of("friend", "phone");
    private static final int MALFORMED = 0x99;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int BAD_TOKEN = 0x86;

    private static BrokerProcess broker;

    private TestDevice victim;
    private TestDevice friend;
    private int spoken;

    @BeforeAll
    static void start() {
        broker = BrokerProcess.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void bystandersTalk() {
        victim = TestDevice.online(broker, VICTIM);
        friend = TestDevice.online(broker, FRIEND);
        await().atMost(TestDevice.PATIENCE)
                .until(() -> !victim.frames().isEmpty() && !friend.frames().isEmpty());
        talk();
    }

    @AfterEach
    void bystandersTalkUndisturbed() {
        talk();
        assertThat(victim.texts()).as("nothing but what a friend wrote").hasSize(spoken);
        assertThat(victim.isClosed() || friend.isClosed()).isFalse();
        victim.acknowledgeAll();
        victim.close();
        friend.close();
        assertThat(broker.log()).doesNotContain("Uncaught exception", "OutOfMemory", "Exception in thread");
    }

    private void talk() {
        assertThat(friend.publish(friend.text("hello " + ++spoken, VICTIM))).isZero();
        await().atMost(TestDevice.PATIENCE).until(() -> victim.texts().size() == spoken);
    }

    // --- frames

    @Test
    void bytesThatAreNoFrameAreRefusedAndCounted() {
        double before = malformed();
        Random random = new Random(42);
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            for (int i = 0; i < 300; i++) {
                byte[] garbage = new byte[random.nextInt(600)];
                random.nextBytes(garbage);
                assertThat(mallory.publishing(Topics.outbox(MALLORY), garbage).join())
                        .as("garbage %d of seed 42", i)
                        .isEqualTo(MALFORMED);
            }
            assertThat(malformed()).isEqualTo(before + 300);
            assertThat(mallory.isClosed()).isFalse();
        }
    }

    @Test
    void mutatedFramesAreRefusedOrMeanWhatTheySayAndNeverStopTheConversation() {
        Random random = new Random(43);
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            byte[] frame = OutboxCodec.encode(OutboxFrame.of(
                    mallory.text("to myself", MALLORY),
                    new InboxAck(new Epoch(5), new InboxSequence(7)),
                    new InboxReject(new Epoch(5), new InboxSequence(8), "no"),
                    new ReceiptUpdate(
                            ReceiptKind.READ, new ConversationId(1, 2), MessageId.create(Instant.now()), MALLORY)));
            for (int i = 0; i < 500; i++) {
                byte[] mutated = frame.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
                }
                assertThat(mallory.publishing(Topics.outbox(MALLORY), mutated).join())
                        .as("mutation %d of seed 43", i)
                        .isIn(0x00, 0x10, MALFORMED);
            }
        }
    }

    @Test
    void anEmptyPayloadIsRefused() {
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            assertThat(mallory.publishing(Topics.outbox(MALLORY), new byte[0]).join())
                    .isEqualTo(MALFORMED);
        }
    }

    @Test
    void aFrameBeyondTheFrameSizeIsRefusedAndAPacketBeyondThePacketSizeEndsTheConnection() {
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            assertThat(mallory.publishing(Topics.outbox(MALLORY), new byte[65_537])
                            .join())
                    .isEqualTo(MALFORMED);
            assertThat(mallory.isClosed()).isFalse();
        }
        // A client that knows the broker's Maximum Packet Size would not send it.
        assertThat(RawMqtt.sendOversizedPublish(broker, MALLORY, broker.mintToken(MALLORY)))
                .isEqualTo(0x95);
    }

    // --- topics

    @Test
    void anotherDevicesTopicsAreRefusedAndNothingArrives() {
        double before = refusedPublishes("foreign_topic");
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            byte[] forged = OutboxCodec.encode(OutboxFrame.of(mallory.text("forged", VICTIM)));
            List<String> topics = List.of(
                    Topics.outbox(FRIEND),
                    Topics.inbox(VICTIM),
                    Topics.inbox(MALLORY),
                    "waggle/v1/mallory/phone",
                    "waggle/v1/mallory/phone/out/more",
                    "waggle/v2/mallory/phone/out",
                    "$SYS/broker",
                    "anything");
            for (String topic : topics) {
                assertThat(mallory.publishing(topic, forged).join()).as(topic).isEqualTo(NOT_AUTHORIZED);
            }
            assertThat(refusedPublishes("foreign_topic")).isEqualTo(before + topics.size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "waggle/v1/victim/phone/in",
                "waggle/v1/mallory/phone/out",
                "waggle/v1/victim/phone/out",
                "anything",
                "$SYS/x"
            })
    void aForeignSubscriptionIsRefused(String filter) {
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            assertThat(subscribe(mallory, filter, MqttQos.AT_LEAST_ONCE)).isEqualTo(NOT_AUTHORIZED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#",
                "waggle/v1/mallory/phone/#",
                "waggle/v1/+/phone/in",
                "waggle/v1/mallory/phone/+",
                "$share/group/waggle/v1/mallory/phone/in"
            })
    void aWildcardOrSharedSubscriptionIsRefused(String filter) {
        // A client that has read the CONNACK would not send it.
        assertThat(RawMqtt.subscribe(broker, MALLORY, broker.mintToken(MALLORY), filter))
                .isEqualTo(NOT_AUTHORIZED);
    }

    @Test
    void aSubscriptionWithQos0IsRefused() {
        try (TestDevice mallory = TestDevice.connected(broker, MALLORY)) {
            assertThat(subscribe(mallory, Topics.inbox(MALLORY), MqttQos.AT_MOST_ONCE))
                    .isEqualTo(NOT_AUTHORIZED);
        }
    }

    // --- quality of service, retain

    @Test
    void aPublishWithQos0EndsTheConnectionAndWritesNothing() {
        double before = refusedPublishes("not_qos_1");
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            mallory.mqtt()
                    .publishWith()
                    .topic(Topics.outbox(MALLORY))
                    .qos(MqttQos.AT_MOST_ONCE)
                    .payload(OutboxCodec.encode(OutboxFrame.of(mallory.text("unacknowledged", VICTIM))))
                    .send()
                    .join();
            assertThat(mallory.awaitClosed()).isEqualTo(OptionalInt.of(0x9B));
        }
        assertThat(refusedPublishes("not_qos_1")).isEqualTo(before + 1);
    }

    @Test
    void aPublishWithQos2IsNotDelivered() {
        int code = RawMqtt.sendPublish(broker, MALLORY, broker.mintToken(MALLORY), 2, false, forgedByMallory());
        assertThat(code).isEqualTo(0x9B);
    }

    @Test
    void aRetainedPublishIsNotDelivered() {
        int code = RawMqtt.sendPublish(broker, MALLORY, broker.mintToken(MALLORY), 1, true, forgedByMallory());
        assertThat(code).isEqualTo(0x9A);
    }

    private static byte[] forgedByMallory() {
        try (TestDevice mallory = TestDevice.offline(broker, MALLORY)) {
            return OutboxCodec.encode(OutboxFrame.of(mallory.text("not like this", VICTIM)));
        }
    }

    // --- presence

    @Test
    void presenceThatIsOutOfBoundsIsRefusedWithItsFault() {
        double before = malformed("bad_presence");
        AccountId friend = FRIEND.account();
        List<AccountId> many =
                IntStream.range(0, 257).mapToObj(i -> new AccountId("a" + i)).toList();
        byte[] noAccount = OutboxCodec.encode(OutboxFrame.of(new WatchPresence(List.of(friend))));
        noAccount[noAccount.length - 1] = '#';
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            assertThat(mallory.publish(new SetPresence(true), new WatchPresence(List.of(friend, friend))))
                    .as("one twice")
                    .isEqualTo(MALFORMED);
            assertThat(mallory.publish(new WatchPresence(many))).as("too many").isEqualTo(MALFORMED);
            assertThat(malformed("bad_presence")).isEqualTo(before + 2);
            assertThat(mallory.publishing(Topics.outbox(MALLORY), noAccount).join())
                    .as("no account")
                    .isEqualTo(MALFORMED);
            assertThat(broker.metric("chat_presence_online_accounts").orElseThrow())
                    .as("nothing of a refused frame counts")
                    .isZero();
        }
    }

    @Test
    void whoWatchesAnybodyLearnsNothingOfThoseWhoAreNotThere() {
        AccountId nobody = new AccountId("nobody");
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            for (int i = 0; i < 200; i++) {
                assertThat(mallory.publish(
                                new SetPresence(i % 2 == 0), new WatchPresence(List.of(nobody, MALLORY.account()))))
                        .isZero();
            }
            await().atMost(TestDevice.PATIENCE)
                    .until(() -> mallory.presenceOf(nobody).isPresent());
            assertThat(mallory.presenceOf(nobody)).contains(Presence.hidden(nobody));
        }
    }

    // --- items that lie

    @Test
    void itemsThatNameWhatIsNotThereAreIgnored() {
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            OutboxItem[] lies = {
                new InboxAck(victim.epoch(), victim.lastSequence()),
                new InboxReject(victim.epoch(), victim.lastSequence(), "not mine"),
                new ReceiptUpdate(
                        ReceiptKind.READ,
                        new ConversationId(1, 2),
                        MessageId.create(Instant.now()),
                        Address.of("nobody", "phone")),
                new LiveEvent(List.of(Address.of("nobody", "x").account()), new ConversationId(1, 2), ByteString.EMPTY)
            };
            assertThat(mallory.publish(lies)).isZero();
        }
        assertThat(broker.metric("chat_acknowledgement_ignored_acknowledgements_total")
                        .orElseThrow())
                .isPositive();
    }

    @Test
    void nobodySendsAsSomebodyElse() {
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            mallory.publish(mallory.text("to myself", MALLORY));
            assertThat(mallory.texts()).as("a device is not its own recipient").isEmpty();
        }
    }

    // --- who may connect

    @Test
    void withoutAValidTokenNobodyConnects() {
        String valid = broker.mintToken(MALLORY);
        String[] parts = valid.split("\\.", -1);
        String otherKey = valid.substring(0, valid.length() - 8) + (valid.endsWith("AAAAAAAA") ? "B" : "A").repeat(8);
        assertThat(connect(MALLORY, options -> options)).as("no password").isEqualTo(BAD_TOKEN);
        assertThat(connect(MALLORY, login("mallory", ""))).as("empty").isEqualTo(BAD_TOKEN);
        assertThat(connect(MALLORY, login("mallory", "secret"))).as("a word").isEqualTo(BAD_TOKEN);
        assertThat(connect(MALLORY, login("mallory", otherKey)))
                .as("another signature")
                .isEqualTo(BAD_TOKEN);
        assertThat(connect(MALLORY, login("mallory", parts[0] + "." + parts[1] + ".")))
                .as("no signature")
                .isEqualTo(BAD_TOKEN);
        assertThat(connect(MALLORY, login("mallory", "x".repeat(9_000))))
                .as("too long")
                .isEqualTo(BAD_TOKEN);
        String expired = broker.tokenForge().mint(MALLORY, Instant.now().minus(Duration.ofDays(2)), Duration.ofDays(1));
        assertThat(connect(MALLORY, login("mallory", expired))).as("expired").isEqualTo(BAD_TOKEN);
        assertThat(broker.metric("chat_connect_refused_packets_total{reason=\"bad_token\"}")
                        .orElseThrow())
                .isPositive();
        assertThat(broker.log()).doesNotContain(valid, expired);
    }

    @Test
    void aTokenOpensNoOtherDevicesDoor() {
        String token = broker.mintToken(MALLORY);
        assertThat(connect(VICTIM, login("victim", token))).isEqualTo(NOT_AUTHORIZED);
        assertThat(connect(VICTIM, login("mallory", token))).isEqualTo(NOT_AUTHORIZED);
        assertThat(connect(Address.of("mallory", "tablet"), login("mallory", token)))
                .isEqualTo(NOT_AUTHORIZED);
        assertThat(connect(MALLORY, login("victim", token))).isEqualTo(NOT_AUTHORIZED);
        assertThat(victim.isClosed()).as("nobody was thrown out for it").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mallory", "mallory/", "/phone", "mallory/phone/more", "mal lory/phone", "mallory/ph#ne"})
    void aClientIdentifierThatNamesNoDeviceIsRefused(String clientId) {
        assertThat(RawMqtt.connect(broker, clientId, "mallory", broker.mintToken(MALLORY)))
                .isEqualTo(0x85);
    }

    @Test
    void aWillIsRefused() {
        assertThat(connect(
                        MALLORY,
                        options -> login("mallory", broker.mintToken(MALLORY))
                                .apply(options)
                                .willPublish()
                                .topic(Topics.outbox(FRIEND))
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .applyWillPublish()))
                .isEqualTo(NOT_AUTHORIZED);
    }

    // --- vocabulary

    private static double malformed(String fault) {
        return broker.metric("chat_frame_malformed_frames_total{fault=\"" + fault + "\"}")
                .orElseThrow();
    }

    private static double malformed() {
        return broker.metric("chat_frame_malformed_frames_total{fault=\"not_protobuf\"}")
                        .orElseThrow()
                + broker.metric("chat_frame_malformed_frames_total{fault=\"no_items\"}")
                        .orElseThrow()
                + broker.metric("chat_frame_malformed_frames_total{fault=\"unknown_item\"}")
                        .orElseThrow();
    }

    private static double refusedPublishes(String reason) {
        return broker.metric("chat_publish_refused_packets_total{reason=\"" + reason + "\"}")
                .orElseThrow();
    }

    private static UnaryOperator<Mqtt5ConnectBuilder> login(String user, String password) {
        return options -> options.simpleAuth()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth();
    }

    private static int connect(Address device, UnaryOperator<Mqtt5ConnectBuilder> how) {
        try (TestDevice caller = TestDevice.offline(broker, device)) {
            var connect = how.apply(Mqtt5Connect.builder());
            caller.mqtt().connect(connect.build()).join();
            return 0;
        } catch (CompletionException e) {
            if (e.getCause() instanceof Mqtt5ConnAckException refused) {
                return refused.getMqttMessage().getReasonCode().getCode();
            }
            throw e;
        }
    }

    private static int subscribe(TestDevice device, String filter, MqttQos qos) {
        try {
            return device.mqtt()
                    .subscribeWith()
                    .topicFilter(filter)
                    .qos(qos)
                    .send()
                    .join()
                    .getReasonCodes()
                    .get(0)
                    .getCode();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Mqtt5SubAckException refused) {
                Mqtt5SubAckReasonCode code =
                        refused.getMqttMessage().getReasonCodes().get(0);
                return code.getCode();
            }
            throw e;
        }
    }
}
