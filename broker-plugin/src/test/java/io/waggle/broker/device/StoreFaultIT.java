package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waggle.protocol.Address;
import io.waggle.protocol.frame.Send;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.StartFault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, a log whose end is torn, a log that is damaged, a directory that cannot be written. */
final class StoreFaultIT {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final Address BOB = Address.of("bob", "phone");

    @TempDir
    Path directory;

    @Test
    void fullDisk() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Path home = directory.resolve("home");
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", disk.toString()), "may mount a small disk");
        try (BrokerProcess broker = BrokerProcess.start(BrokerOptions.defaults()
                .home(home)
                .set("token.key-directory", home.resolve("data/waggle/keys").toString())
                .set("data.directory", disk.resolve("waggle").toString())
                .set("commit.recovery-interval", "100ms"))) {
            fillAndRelieve(broker, disk);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private static void fillAndRelieve(BrokerProcess broker, Path disk) throws IOException {
        List<String> accepted = new ArrayList<>();
        TestDevice.connected(broker, BOB).close();
        TestDevice a = TestDevice.online(broker, ALICE);
        assertThat(a.publish(a.text("before", BOB))).isZero();
        accepted.add("before");

        Path filler = fill(disk);
        Send inVain = sendUntilRefused(a, accepted);
        assertThat(a.awaitClosed()).as("a reason for the client, and no PUBACK").hasValue(0x83);
        assertThat(broker.get("/health").statusCode()).isEqualTo(503);
        assertThat(broker.log()).contains("Is the disk full or broken?");
        try {
            TestDevice.connected(broker, ALICE).close();
            fail("nobody may connect while the store does not work");
        } catch (CompletionException e) {
            assertThat(e).hasMessageContaining("CONNACK");
        }

        Files.delete(filler);
        await().atMost(TestDevice.PATIENCE).until(() -> broker.get("/health").statusCode() == 200);
        a.close();
        try (TestDevice again = TestDevice.online(broker, ALICE);
                TestDevice b = TestDevice.online(broker, BOB)) {
            assertThat(again.publish(inVain)).as("sent again under the same id").isZero();
            accepted.add(TestDevice.textOf(inVain.content()));
            await().atMost(TestDevice.PATIENCE).until(() -> {
                b.acknowledgeAll();
                return b.texts().size() >= accepted.size();
            });
            assertThat(b.texts()).containsExactlyElementsOf(accepted);
        }
        assertThat(broker.log()).contains("The store works again");
    }

    private static Send sendUntilRefused(TestDevice device, List<String> accepted) {
        for (int i = 0; i < 100_000; i++) {
            Send send = device.text("x".repeat(10_000) + i, BOB);
            if (!isAccepted(device, send)) {
                return send;
            }
            accepted.add(TestDevice.textOf(send.content()));
        }
        throw new AssertionError("the disk did not get full");
    }

    private static boolean isAccepted(TestDevice device, Send send) {
        try {
            return device.publish(send) == 0;
        } catch (CompletionException e) {
            return false;
        }
    }

    private static Path fill(Path disk) throws IOException {
        Path filler = disk.resolve("filler");
        byte[] block = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
        return filler;
    }

    @Test
    void tornEndOfTheWriteAheadLog() throws IOException {
        try (BrokerProcess broker = BrokerProcess.start()) {
            String[] sent = exchange(broker, 200);
            broker.kill();
            Path log = newestLog(broker);
            byte[] torn = new byte[777];
            new Random(7).nextBytes(torn);
            torn[6] = 1; // of the kind of a full record, whose checksum does not fit
            Files.write(log, torn, StandardOpenOption.APPEND);

            broker.restart();
            assertArrived(broker, sent);
        }
    }

    @Test
    void cutEndOfTheWriteAheadLogLosesNothingThatWasSynced() throws IOException {
        try (BrokerProcess broker = BrokerProcess.start()) {
            String[] sent = exchange(broker, 50);
            long synced = Files.size(newestLog(broker));
            try (TestDevice b = TestDevice.online(broker, BOB)) {
                b.awaitTexts(sent);
                b.acknowledgeAll(); // written, and not synced with anything
                await().until(() -> Files.size(newestLog(broker)) > synced);
                broker.kill();
            }
            Path log = newestLog(broker);
            try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                channel.truncate(synced);
            }
            broker.restart();
            assertArrived(broker, sent);
        }
    }

    @Test
    void damageInTheMiddleOfTheWriteAheadLogStopsTheStart() throws IOException {
        try (BrokerProcess broker = BrokerProcess.start()) {
            exchange(broker, 200);
            broker.kill();
            Path log = newestLog(broker);
            byte[] bytes = Files.readAllBytes(log);
            bytes[bytes.length / 2] ^= 0x55;
            Files.write(log, bytes);

            BrokerProcess damaged =
                    BrokerProcess.launch(BrokerOptions.defaults().home(broker.home()));
            try (damaged) {
                assertThat(damaged.awaitStart())
                        .hasValueSatisfying(fault -> assertThat(fault)
                                .isInstanceOfSatisfying(
                                        StartFault.Refused.class,
                                        refused -> assertThat(refused.reason()).contains("cannot open the store")));
            }
        }
    }

    @Test
    void dataDirectoryThatCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("occupied"));
        BrokerOptions options = BrokerOptions.defaults()
                .set("data.directory", file.resolve("waggle").toString());
        try (BrokerProcess broker = BrokerProcess.launch(options)) {
            assertThat(broker.awaitStart())
                    .hasValueSatisfying(fault -> assertThat(fault)
                            .isInstanceOfSatisfying(
                                    StartFault.Refused.class,
                                    refused -> assertThat(refused.reason()).contains(file.toString())));
        }
    }

    private static String[] exchange(BrokerProcess broker, int messages) {
        TestDevice.connected(broker, BOB).close();
        try (TestDevice a = TestDevice.online(broker, ALICE)) {
            return IntStream.range(0, messages)
                    .mapToObj(i -> {
                        assertThat(a.publish(a.text("m" + i, BOB))).isZero();
                        return "m" + i;
                    })
                    .toArray(String[]::new);
        }
    }

    private static void assertArrived(BrokerProcess broker, String[] sent) {
        try (TestDevice b = TestDevice.online(broker, BOB)) {
            b.awaitTexts(sent);
        }
    }

    private static Path newestLog(BrokerProcess broker) throws IOException {
        try (Stream<Path> files = Files.list(broker.dataDirectory().resolve("inbox"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparing(file -> file.getFileName().toString()))
                    .orElseThrow();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        return process.exitValue() == 0;
    }
}
