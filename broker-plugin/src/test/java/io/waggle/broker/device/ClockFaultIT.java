package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waggle.protocol.Address;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.Send;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of the broker's machine is set back by two hours: nothing is lost, repeated, reordered or expired by it. */
final class ClockFaultIT {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final Address BOB = Address.of("bob", "phone");
    private static final Address CAROL = Address.of("carol", "phone");
    private static final Duration AHEAD = Duration.ofHours(2);

    @TempDir
    private Path directory;

    /** What libfaketime adds to the time. */
    private Path clock;

    private BrokerOptions options;

    @BeforeEach
    void setTheClockAhead() throws IOException {
        Optional<Path> library = libfaketime();
        assumeTrue(library.isPresent(), "libfaketime is installed");
        clock = directory.resolve("clock");
        setClock(AHEAD);
        options = BrokerOptions.defaults()
                .home(directory.resolve("home"))
                .environment("LD_PRELOAD", library.orElseThrow().toString())
                .environment("FAKETIME_TIMESTAMP_FILE", clock.toString())
                .environment("FAKETIME_CACHE_DURATION", "1")
                .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1") // setting a clock does not touch that one
                .environment("FAKETIME_FORCE_MONOTONIC_FIX", "0"); // which would make every wait of the JVM spin
    }

    private static Optional<Path> libfaketime() throws IOException {
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            for (Path architecture : architectures) {
                Path library = architecture.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return Optional.of(library);
                }
            }
        }
        return Optional.empty();
    }

    private void setClock(Duration ahead) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), "+" + ahead.toSeconds() + "\n");
        Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void clockSetBackWhileMessagesWait() throws IOException {
        try (BrokerProcess broker = BrokerProcess.start(options);
                TestDevice a = TestDevice.online(broker, ALICE)) {
            TestDevice.connected(broker, BOB).close();
            Send second = a.text("second", BOB);
            assertThat(a.publish(a.text("first", BOB))).isZero();
            assertThat(a.publish(second)).isZero();

            setClock(Duration.ZERO);
            awaitClockIsBack(broker, a);

            assertGoesOn(broker, a, second);
        }
    }

    @Test
    void clockSetBackWhileTheBrokerIsDown() throws IOException {
        try (BrokerProcess broker = BrokerProcess.start(options)) {
            TestDevice.connected(broker, BOB).close();
            Send second;
            try (TestDevice a = TestDevice.online(broker, ALICE)) {
                second = a.text("second", BOB);
                assertThat(a.publish(a.text("first", BOB))).isZero();
                assertThat(a.publish(second)).isZero();
            }
            broker.kill();
            setClock(Duration.ZERO);
            broker.restart();

            try (TestDevice a = TestDevice.online(broker, ALICE)) {
                assertGoesOn(broker, a, second);
            }
        }
    }

    /** Two messages wait, by the clock of before; more follow, one of the two is sent again, and all is as ever. */
    private static void assertGoesOn(BrokerProcess broker, TestDevice a, Send second) {
        assertThat(a.publish(a.text("third", BOB))).isZero();
        assertThat(a.publish(second)).as("again, under the same id").isZero();
        Send last = a.text("fourth", BOB);
        assertThat(a.publish(last)).isZero();
        try (TestDevice b = TestDevice.online(broker, BOB)) {
            b.awaitTexts("first", "second", "third", "fourth");
            List<Message> messages = b.contents(Message.class);
            assertThat(messages.get(2).acceptedAt())
                    .as("the clock was really set back between the two")
                    .isBefore(messages.get(1).acceptedAt().minus(AHEAD.dividedBy(2)));
            b.acknowledgeAll();
            await().atMost(TestDevice.PATIENCE)
                    .until(() -> a.contents(Receipt.class).stream()
                            .anyMatch(receipt -> receipt.upTo().equals(last.messageId())));
        }
        try (TestDevice b = TestDevice.online(broker, BOB)) {
            assertThat(a.publish(a.text("fifth", BOB))).isZero();
            b.awaitTexts("fifth");
        }
    }

    private static void awaitClockIsBack(BrokerProcess broker, TestDevice a) {
        try (TestDevice c = TestDevice.online(broker, CAROL)) {
            Instant between = Instant.now().plus(AHEAD.dividedBy(2));
            await().atMost(TestDevice.PATIENCE).until(() -> {
                assertThat(a.publish(a.text("what time is it?", CAROL))).isZero();
                return c.contents(Message.class).stream()
                        .anyMatch(message -> message.acceptedAt().isBefore(between));
            });
        }
    }
}
