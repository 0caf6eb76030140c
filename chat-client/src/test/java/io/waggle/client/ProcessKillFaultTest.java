package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.client.fake.FakeServer;
import io.waggle.client.fake.MqttGateway;
import io.waggle.client.fake.Texts;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.sqlite.FastDatabases;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.protocol.Address;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL of a device in the middle of its work, again and again: a real process, a real disk, real MQTT. */
class ProcessKillFaultTest {

    private static final int KILLS = 5;
    private static final int TO_CHILD = 200;
    private static final Address CHILD = Address.of("ann", "phone");
    private static final Address PARENT = Address.of("bob", "phone");

    @TempDir
    Path directory;

    private final Random random = new Random(8);
    private final FakeServer server = new FakeServer(random, Clock.systemUTC());
    private final List<Integer> stored = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();

    @Test
    void whatAKilledProcessHadStoredArrivesOnceAndWhatItHadAcknowledgedStaysAway() throws IOException {
        try (MqttGateway gateway = new MqttGateway(server)) {
            Recorder parentHears = new Recorder();
            ClientOptions options =
                    ClientOptions.of(PARENT, URI.create("tcp://127.0.0.1:" + gateway.port()), () -> "token");
            try (WaggleClient parent = WaggleClient.open(
                    options,
                    ClientStore.open(FastDatabases.open(directory.resolve("parent.db")), PARENT),
                    new PahoTransport(),
                    parentHears)) {
                parent.connect();
                runAndKill(gateway.port(), 1, () -> !parentHears.texts().isEmpty()); // the child has an account then
                for (int i = 0; i < TO_CHILD; i++) {
                    var unused = parent.send(
                            Draft.direct(PARENT.account(), CHILD.account(), Texts.content("to child " + i)));
                }
                for (int kill = 2; kill <= KILLS; kill++) {
                    runAndKill(gateway.port(), kill, () -> true);
                }
                finish(gateway.port(), parentHears);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(shown).hasSize(TO_CHILD);
    }

    /** Lets the child say some lines, and more until the condition holds, kills it, and reads what it had still said. */
    private void runAndKill(int port, int run, BooleanSupplier condition) throws IOException {
        Process child = start(port, run);
        Set<String> shownNow = new HashSet<>();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            int limit = 5 + random.nextInt(200);
            for (int i = 0; i < limit || !condition.getAsBoolean(); i++) {
                hear(lines.readLine(), shownNow);
            }
            child.toHandle().destroyForcibly(); // Process.destroyForcibly would close what it said last
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line, shownNow);
            }
        }
        child.onExit().join();
    }

    /**
     * One more run, in which everything that is still to come comes. An acknowledgement may have been stored by a process that
     * was killed before it could say so: then its message stays away, and nothing more is heard of it.
     */
    private void finish(int port, Recorder parentHears) throws IOException {
        Process child = start(port, KILLS + 1);
        Set<String> shownNow = new HashSet<>();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            while (shown.size() < TO_CHILD || stored.get(stored.size() - 1) < (KILLS + 1) * 1_000_000 + 10) {
                hear(lines.readLine(), shownNow);
            }
            List<Integer> promised = List.copyOf(stored);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> numbers(parentHears).containsAll(promised));
            child.toHandle().destroyForcibly(); // Process.destroyForcibly would close what it said last
        }
        child.onExit().join();
        assertThat(numbers(parentHears)).isSorted().doesNotHaveDuplicates();
    }

    private void hear(String line, Set<String> shownNow) {
        assertThat(line).as("the child goes on until it is killed").isNotNull();
        int space = line.indexOf(' ');
        String what = line.substring(space + 1);
        switch (line.substring(0, Math.max(0, space))) {
            case "stored" -> stored.add(Integer.parseInt(what));
            case "shown" -> {
                shown.add(what);
                if (acknowledged.contains(what) || !shownNow.add(what)) {
                    wrong.add(line);
                }
            }
            case "acknowledged" -> acknowledged.add(what);
            default -> System.out.println("child: " + line);
        }
    }

    private Process start(int port, int run) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ChildDevice.class.getName(),
                        directory.resolve("child.db").toString(),
                        Integer.toString(port),
                        CHILD.clientId(),
                        PARENT.account().value(),
                        Integer.toString(run * 1_000_000))
                .redirectErrorStream(true)
                .start();
    }

    private static List<Integer> numbers(Recorder recorder) {
        return recorder.texts().stream().map(Integer::parseInt).toList();
    }
}
