package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.protocol.Address;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.Topics;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.Send;
import io.waggle.testkit.BrokerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Connections that are slow, dead without knowing it, or taken over, and frames that come twice. */
final class ConnectionFaultIT {

    private static BrokerProcess broker;

    private Address alice;
    private Address bob;

    @BeforeAll
    static void start() {
        broker = BrokerProcess.start();
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
    }

    @Test
    void slowConsumer() {
        int messages = 2_000;
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice slow = TestDevice.online(broker, bob)) {
            await().until(() -> !slow.frames().isEmpty());
            slow.stopAnswering();
            double sent = broker.metric("chat_delivery_rows_total").orElseThrow();
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                answers.add(a.publishing(a.text("m" + i, bob)));
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isZero());
            assertThat(broker.metric("chat_delivery_rows_total").orElseThrow() - sent)
                    .as("rows handed to a device that does not answer")
                    .isLessThan(messages / 2.0);

            slow.answerAgain();
            await().atMost(TestDevice.PATIENCE).until(() -> {
                slow.acknowledgeAll();
                return slow.texts().size() >= messages;
            });
            assertThat(slow.texts())
                    .containsExactlyElementsOf(
                            IntStream.range(0, messages).mapToObj(i -> "m" + i).toList());
        }
    }

    @Test
    void halfOpenConnection() throws Exception {
        try (Proxy proxy = new Proxy(broker.mqtt());
                TestDevice a = TestDevice.online(broker, alice);
                TestDevice dead = TestDevice.offline(broker, bob, proxy.address())) {
            dead.connect();
            dead.subscribe();
            await().until(() -> !dead.frames().isEmpty());
            proxy.swallow();

            assertThat(a.publish(a.text("into the void", bob))).isZero();
            try (TestDevice alive = TestDevice.online(broker, bob)) {
                alive.awaitTexts("into the void");
                alive.acknowledgeAll();
                a.awaitContent(Receipt.class);
            }
            assertThat(dead.texts()).isEmpty();
        }
    }

    @Test
    void halfOpenConnectionThatNobodyReplaces() throws Exception {
        double connections =
                broker.metric("chat_connection_current_connections").orElseThrow();
        try (Proxy proxy = new Proxy(broker.mqtt());
                TestDevice dead = TestDevice.offline(broker, bob, proxy.address())) {
            dead.connect(1);
            dead.subscribe();
            await().until(() ->
                    broker.metric("chat_connection_current_connections").orElseThrow() == connections + 1);
            proxy.swallow();
            await().atMost(Duration.ofSeconds(10))
                    .until(() ->
                            broker.metric("chat_connection_current_connections").orElseThrow() == connections);
        }
    }

    @Test
    void takeover() {
        try (TestDevice a = TestDevice.online(broker, alice);
                TestDevice first = TestDevice.online(broker, bob)) {
            a.publish(a.text("one", bob));
            first.awaitTexts("one");
            try (TestDevice second = TestDevice.online(broker, bob)) {
                assertThat(first.awaitClosed()).isEqualTo(OptionalInt.of(0x8E));
                second.awaitTexts("one");
                a.publish(a.text("two", bob));
                second.awaitTexts("one", "two");
                assertThat(first.texts()).containsExactly("one");
            }
        }
    }

    @Test
    void takeoverAgainAndAgainWhileMessagesFly() {
        int rounds = 15;
        Set<String> seen = new LinkedHashSet<>();
        try (TestDevice a = TestDevice.online(broker, alice)) {
            TestDevice.connected(broker, bob).close();
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            List<TestDevice> connections = new ArrayList<>();
            for (int i = 0; i < rounds; i++) {
                for (int j = 0; j < 20; j++) {
                    answers.add(a.publishing(a.text(i + "." + j, bob)));
                }
                connections.add(TestDevice.online(broker, bob));
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isZero());
            TestDevice last = connections.get(connections.size() - 1);
            await().atMost(TestDevice.PATIENCE).until(() -> last.texts().size() == rounds * 20);
            seen.addAll(last.texts());
            assertThat(connections.subList(0, rounds - 1)).allMatch(TestDevice::isClosed);
            connections.forEach(TestDevice::close);
        }
        assertThat(seen).hasSize(rounds * 20);
    }

    @Test
    void senderThatIsTakenOverWhileItsFrameIsBeingStored() {
        try (TestDevice b = TestDevice.online(broker, bob)) {
            Set<String> accepted = new LinkedHashSet<>();
            TestDevice sender = TestDevice.online(broker, alice);
            for (int i = 0; i < 20; i++) {
                Send send = sender.text(MessageId.create(Instant.now()), "m" + i, Duration.ZERO, bob);
                CompletableFuture<Integer> first = sender.publishing(send);
                TestDevice successor = TestDevice.online(broker, alice);
                int again = successor.publish(send);
                assertThat(again).as("the successor's own answer").isZero();
                assertThat(first.handle((code, failure) -> failure != null || code == 0)
                                .join())
                        .as("the predecessor is told the truth or nothing")
                        .isTrue();
                accepted.add("m" + i);
                sender.close();
                sender = successor;
            }
            sender.close();
            b.awaitTexts(accepted.toArray(String[]::new));
        }
    }

    @Test
    void duplicateAndReplayedPublish() {
        try (TestDevice b = TestDevice.online(broker, bob)) {
            byte[] frame;
            try (TestDevice a = TestDevice.online(broker, alice)) {
                Send send = a.text("once", bob);
                for (int i = 0; i < 5; i++) {
                    assertThat(a.publish(send)).isZero();
                }
                frame = OutboxCodec.encode(OutboxFrame.of(send));
            }
            for (int i = 0; i < 5; i++) {
                try (TestDevice a = TestDevice.online(broker, alice)) {
                    assertThat(a.publishing(Topics.outbox(alice), frame).join()).isZero();
                }
            }
            try (TestDevice a = TestDevice.online(broker, alice)) {
                a.publish(a.text("after", bob));
            }
            b.awaitTexts("once", "after");
        }
    }
}
