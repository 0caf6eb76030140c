package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import io.waggle.protocol.Address;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The invariants of the design, one test each, on a broker of its own that may be killed. */
final class InvariantsIT {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final Address BOB = Address.of("bob", "phone");
    private static final Address MALLORY = Address.of("mallory", "phone");

    private BrokerProcess broker;

    @BeforeEach
    void start() {
        broker = BrokerProcess.start(BrokerOptions.defaults()
                .set("inbox.expiry-sweep-interval", "100ms")
                .set("inbox.max-messages", "1000"));
        TestDevice.connected(broker, BOB).close();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void invariantA_ackedMeansDurable() {
        List<String> acked = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            try (TestDevice a = TestDevice.online(broker, ALICE)) {
                for (int i = 0; i <= round * 3; i++) {
                    String text = round + "." + i;
                    assertThat(a.publish(a.text(text, BOB))).isZero();
                    acked.add(text);
                }
                broker.kill();
            }
            broker.restart();
        }
        try (TestDevice b = TestDevice.online(broker, BOB)) {
            b.awaitTexts(acked.toArray(String[]::new));
        }
    }

    @Test
    void invariantB_nothingLeavesSilently() {
        try (TestDevice a = TestDevice.online(broker, ALICE);
                TestDevice b = TestDevice.online(broker, BOB)) {
            a.publish(a.text("acknowledged", BOB));
            b.awaitTexts("acknowledged");
            b.acknowledgeAll();
            a.awaitContent(Receipt.class);
            a.publish(a.text("rejected", BOB));
            b.awaitTexts("acknowledged", "rejected");
            b.publish(new InboxReject(b.epoch(), b.lastSequence(), "no"));
            await().until(() -> outcomes(a).contains(SendOutcome.Result.REJECTED));
            a.publish(a.text(MessageId.create(Instant.now()), "expired", Duration.ofSeconds(1), BOB));
            await().atMost(TestDevice.PATIENCE).until(() -> outcomes(a).contains(SendOutcome.Result.EXPIRED));
        }
        assertThat(List.of(
                        broker.metric("chat_delivery_latency_seconds_count").orElseThrow(),
                        broker.metric("chat_message_rejected_rows_total").orElseThrow(),
                        broker.metric("chat_message_expired_rows_total").orElseThrow()))
                .as("acknowledged, rejected, expired: each counted")
                .containsExactly(1.0, 1.0, 1.0);
        await().until(() -> broker.metric("chat_inbox_waiting_messages").orElseThrow() == 0);
    }

    private static List<SendOutcome.Result> outcomes(TestDevice device) {
        return device.contents(SendOutcomes.class).stream()
                .flatMap(row -> row.outcomes().stream())
                .map(SendOutcome::result)
                .toList();
    }

    @Test
    void invariantC_exactlyOnceToThePerson() throws InterruptedException {
        Random random = new Random(11);
        List<Send> all = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            try (TestDevice a = TestDevice.online(broker, ALICE)) {
                for (int i = 0; i < 30; i++) {
                    all.add(a.text(round + "." + i, BOB));
                }
                List<CompletableFuture<Integer>> answers =
                        all.stream().map(a::publishing).toList(); // everything again: what was acked, and what was not
                TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
                broker.kill();
                answers.forEach(answer -> answer.handle((code, failure) -> code).join());
            }
            broker.restart();
        }
        try (TestDevice a = TestDevice.online(broker, ALICE);
                TestDevice b = TestDevice.online(broker, BOB)) {
            assertThat(all).allSatisfy(send -> assertThat(a.publish(send)).isZero());
            await().atMost(TestDevice.PATIENCE).until(() -> b.texts().size() >= all.size());
            assertThat(b.texts())
                    .containsExactlyElementsOf(all.stream()
                            .map(send -> TestDevice.textOf(send.content()))
                            .toList());
        }
    }

    @Test
    void invariantD_orderIsTheOrderOfSending() {
        List<String> sent = new ArrayList<>();
        try (TestDevice a = TestDevice.online(broker, ALICE)) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                sent.add("m" + i);
                answers.add(a.publishing(a.text("m" + i, BOB)));
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isZero());
        }
        broker.kill();
        broker.restart();
        try (TestDevice b = TestDevice.online(broker, BOB)) {
            b.awaitTexts(sent.toArray(String[]::new));
            assertThat(b.items()).extracting(item -> item.sequence().value()).isSorted();
        }
    }

    @Test
    void invariantE_authorizedBeforeAnythingIsWritten() throws IOException {
        try (TestDevice mallory = TestDevice.online(broker, MALLORY)) {
            byte[] forged = OutboxCodec.encode(OutboxFrame.of(mallory.text("forged-content-marker", BOB)));
            for (String topic : List.of(Topics.outbox(ALICE), Topics.inbox(BOB), "waggle/v1/mallory/phone/out/x")) {
                assertThat(mallory.publishing(topic, forged).join()).isEqualTo(0x87);
            }
        }
        assertThat(broker.metric("chat_message_accepted_messages_total")).hasValue(0.0);
        try (TestDevice b = TestDevice.online(broker, BOB)) {
            await().until(() -> !b.frames().isEmpty());
            assertThat(b.items()).isEmpty();
        }
    }

    @Test
    void invariantF_closedOnFailure() {
        String token = broker.mintToken(ALICE);
        broker.stop();
        BrokerOptions faulty = BrokerOptions.defaults().home(broker.home()).set("inbox.no-such-key", "1");
        try (BrokerProcess closed = BrokerProcess.launch(faulty)) {
            assertThat(closed.awaitStart()).isPresent();
            assertThat(RawMqtt.connectIfListening(closed, ALICE.clientId(), "alice", token))
                    .as("nobody is let in, and there is nothing to be let in by")
                    .isNotZero();
        }
    }

    @Test
    void invariantG_oneDurableQueue() {
        TestDevice b = TestDevice.offline(broker, BOB);
        Mqtt5ConnAck answer = b.mqtt()
                .connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(100_000)
                .simpleAuth()
                .username("bob")
                .password(broker.mintToken(BOB).getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .send()
                .join();
        assertThat(answer.isSessionPresent()).isFalse();
        assertThat(answer.getSessionExpiryInterval())
                .as("what the broker makes of it")
                .hasValue(0);
        b.subscribe();
        b.close();
        try (TestDevice a = TestDevice.online(broker, ALICE)) {
            for (int i = 0; i < 20; i++) {
                assertThat(a.publish(a.text("m" + i, BOB))).isZero();
            }
        }
        assertThat(broker.metric("com_hivemq_messages_queued_count").orElse(0.0))
                .as("messages in the broker's own queues")
                .isZero();
        await("the gauge, which may be half a second old")
                .untilAsserted(() ->
                        assertThat(broker.metric("chat_inbox_waiting_messages")).hasValue(20.0));
    }

    @Test
    void invariantH_bounded() {
        try (TestDevice a = TestDevice.online(broker, ALICE);
                TestDevice b = TestDevice.online(broker, BOB)) {
            b.stopAnswering();
            int accepted = 0;
            int refused = 0;
            for (int i = 0; i < 1_100; i++) {
                int code = a.publish(a.text("m" + i, BOB));
                accepted += code == 0 ? 1 : 0;
                refused += code == 0x97 ? 1 : 0;
            }
            assertThat(accepted).isEqualTo(1_000);
            assertThat(refused).isEqualTo(100);
            assertThat(broker.metric("chat_message_refused_messages_total{result=\"recipient_full\"}"))
                    .hasValue(100.0);
        }
    }

    @Test
    void invariantI_theServerDoesNotReadContent() throws IOException {
        String secret = "attack-at-dawn-" + Long.toHexString(System.nanoTime());
        String token;
        try (TestDevice a = TestDevice.online(broker, ALICE);
                TestDevice b = TestDevice.online(broker, BOB)) {
            assertThat(a.publish(a.text(secret, BOB))).isZero();
            assertThat(a.publish(a.text(secret + "x".repeat(20_000), BOB))).isZero();
            await().until(() -> b.texts().size() == 2);
            token = broker.mintToken(ALICE);
        }
        broker.stop();
        try (Stream<Path> files = Files.walk(broker.home())) {
            assertThat(files.filter(Files::isRegularFile))
                    .as("no file of the broker, data or log, shows content or a token")
                    .allSatisfy(file -> assertThat(Files.readAllBytes(file))
                            .satisfies(bytes -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                                    .doesNotContain(secret, token)));
        }
    }

    @Test
    void anOrderlyStopKeepsEverythingAndEndsConnections() {
        int messages = 200;
        try (TestDevice a = TestDevice.online(broker, ALICE)) {
            IntStream.range(0, messages).forEach(i -> a.publish(a.text("m" + i, BOB)));
            broker.stop();
            a.awaitClosed();
        }
        assertThat(broker.log()).contains("Waggle has stopped; everything that was acknowledged is on disk");
        broker.restart();
        try (TestDevice b = TestDevice.online(broker, BOB)) {
            b.awaitTexts(IntStream.range(0, messages).mapToObj(i -> "m" + i).toArray(String[]::new));
        }
    }

    @Test
    void aConnectionEndsWithItsToken() {
        TestDevice a = TestDevice.offline(broker, ALICE);
        String brief = broker.tokenForge().mint(ALICE, Instant.now(), Duration.ofSeconds(3));
        a.mqtt()
                .connectWith()
                .simpleAuth()
                .username("alice")
                .password(brief.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .send()
                .join();
        assertThat(a.awaitClosed()).hasValue(0x87);
        a.close();
    }
}
