package io.waggle.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.waggle.loadtest.broker.Targets;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every shipped scenario, made small, on a real broker, from the command line to the JSON. How fast the machine is has no say:
 * a generator that is late is not what is tested here.
 */
class LoadTestIT {

    /** For scenarios that need nothing of the broker's process; the others start one themselves. */
    private static BrokerProcess broker;

    @BeforeAll
    static void start() {
        broker = BrokerProcess.start(BrokerOptions.defaults().set("limit.connects", "off"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Outcome onRunningWaggle(String scenario, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of(
                "--target",
                "waggle://127.0.0.1:" + broker.mqtt().getPort(),
                "--keys",
                broker.dataDirectory().resolve("keys").toString()));
        return run(scenario, arguments.toArray(String[]::new));
    }

    private static Outcome run(String scenario, String... more) {
        List<String> arguments = new ArrayList<>(List.of(scenario, "--set", "max-lag=1m"));
        arguments.addAll(List.of(more));
        return Outcome.of(arguments.toArray(String[]::new));
    }

    private static Outcome chat(String target, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--target", target, "--set", "conversations=10"));
        arguments.addAll(List.of("--rate", "100", "--warm-up", "1s", "--duration", "3s"));
        arguments.addAll(List.of(more));
        return run("chat", arguments.toArray(String[]::new));
    }

    private static void sentAndDelivered(Outcome outcome, long sent, long delivered) {
        outcome.passed();
        assertThat(outcome.number("sent")).isEqualTo(sent);
        assertThat(outcome.number("acked")).isEqualTo(sent);
        assertThat(outcome.number("delivered")).isEqualTo(delivered);
    }

    @Test
    void chat() {
        Outcome outcome = chat("waggle");

        sentAndDelivered(outcome, 400, 400);
        assertThat(outcome.json().path("scenario").asText()).isEqualTo("chat");
        assertThat(outcome.json().path("target").asText()).isEqualTo("waggle");
        assertThat(outcome.json().at("/parameters/receipts").asText()).isEqualTo("read");
        assertThat(outcome.json().at("/latency_ms/count").asLong()).isEqualTo(300);
        assertThat(outcome.json().at("/connections/opened").asLong()).isEqualTo(20);
        assertThat(outcome.json().at("/broker/cpu_us_per_message").asDouble()).isPositive();
        assertThat(outcome.json().at("/broker/rss_bytes").asLong()).isPositive();
        assertThat(outcome.json().path("throughput_per_s").asDouble()).isPositive();
    }

    @Test
    void aFlameGraphShowsTheBroker(@TempDir Path directory) throws IOException {
        Path page = directory.resolve("flames.html");

        Outcome outcome = chat("waggle", "--flame-graph", page.toString());

        outcome.passed();
        String html = Files.readString(page);
        assertThat(html).contains("chat on waggle");
        assertThat(frames(html)).anyMatch(frame -> frame.contains("waggle-commit"));
    }

    /** The names in a flame graph. Each is written as how many characters it shares with the one before, plus 32, and the rest. */
    private static List<String> frames(String html) {
        String pool =
                html.substring(html.indexOf("const cpool = ["), html.indexOf("];", html.indexOf("const cpool = [")));
        Matcher quoted = Pattern.compile("'((?:\\\\.|[^'\\\\])*)'").matcher(pool);
        List<String> frames = new ArrayList<>();
        String before = "";
        while (quoted.find()) {
            String packed = quoted.group(1).replaceAll("\\\\(.)", "$1");
            before = frames.isEmpty() ? packed : before.substring(0, packed.charAt(0) - 32) + packed.substring(1);
            frames.add(before);
        }
        return frames;
    }

    @Test
    void thereIsNoFlameGraphOfABrokerThatWasNotStartedHere(@TempDir Path directory) {
        Path page = directory.resolve("flames.html");

        Outcome outcome = onRunningWaggle("chat", "--flame-graph", page.toString());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.errors()).contains("--flame-graph: waggle://", "was not started here");
        assertThat(page).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bare-memory", "bare-file", "mosquitto"})
    void chatOnABrokerOfOthers(String target) {
        assumeTrue(Targets.isInstalled(target), target + " is not installed here");

        Outcome outcome = chat(target);

        sentAndDelivered(outcome, 400, 400);
        assertThat(outcome.json().path("target").asText()).isEqualTo(target);
        assertThat(outcome.json().at("/broker/cpu_us_per_message").asDouble()).isPositive();
    }

    @Test
    void groupsThatShareTheirMembers() {
        Outcome outcome = onRunningWaggle(
                "group",
                "--set",
                "conversations=3",
                "--set",
                "members=8",
                "--set",
                "devices=10",
                "--rate",
                "20",
                "--warm-up",
                "1s",
                "--duration",
                "2s");

        sentAndDelivered(outcome, 60, 480);
        assertThat(outcome.json().at("/connections/opened").asLong()).isEqualTo(13);
    }

    @Test
    void offlineDrain() {
        Outcome outcome = onRunningWaggle(
                "offline-drain",
                "--set",
                "conversations=10",
                "--warm-up",
                "0s",
                "--set",
                "waiting=40",
                "--set",
                "settle=1m");

        sentAndDelivered(outcome, 400, 400);
        assertThat(outcome.figure("fill_seconds")).isPositive();
        assertThat(outcome.figure("drain_seconds")).isPositive();
        assertThat(outcome.json().at("/latency_ms/count").asLong()).isEqualTo(400);
    }

    @Test
    void reconnectStorm() {
        Outcome outcome = onRunningWaggle(
                "reconnect-storm", "--set", "conversations=25", "--set", "devices=25", "--set", "settle=1m");

        sentAndDelivered(outcome, 25, 25);
        assertThat(outcome.figure("devices")).isEqualTo(50);
        assertThat(outcome.figure("return_seconds")).isPositive();
        assertThat(outcome.json().at("/connections/opened").asLong()).isEqualTo(100);
        assertThat(outcome.json().at("/latency_ms/count").asLong())
                .as("each return is measured")
                .isEqualTo(50);
    }

    @Test
    void connect() {
        Outcome outcome = onRunningWaggle(
                "connect",
                "--set",
                "conversations=20",
                "--set",
                "devices=20",
                "--set",
                "tokens=2",
                "--set",
                "connecting=2",
                "--warm-up",
                "1s",
                "--duration",
                "3s");

        outcome.passed();
        assertThat(outcome.number("sent")).isZero();
        assertThat(outcome.json().at("/latency_ms/count").asLong()).isPositive();
        assertThat(outcome.json().at("/throughput_per_s").asDouble()).isPositive();
        assertThat(outcome.json().at("/connections/failed").asLong()).isZero();
    }

    @Test
    void idle() {
        Outcome outcome = run("idle", "--set", "conversations=1", "--set", "idle-devices=200", "--duration", "2s");

        outcome.passed();
        assertThat(outcome.number("sent")).isZero();
        assertThat(outcome.figure("connections")).isEqualTo(202);
        outcome.figure("heap_bytes_per_connection");
        outcome.figure("rss_bytes_per_connection");
    }

    @Test
    void mobile() {
        Outcome outcome = onRunningWaggle(
                "mobile",
                "--set",
                "conversations=20",
                "--set",
                "idle-devices=20",
                "--set",
                "flap-every=2s",
                "--set",
                "flap-for=200ms",
                "--rate",
                "40",
                "--warm-up",
                "1s",
                "--duration",
                "6s");

        sentAndDelivered(outcome, 280, 280);
        assertThat(outcome.json().at("/connections/opened").asLong())
                .as("links broke and came back")
                .isGreaterThan(60);
    }

    @Test
    void crash() {
        Outcome outcome = run(
                "crash",
                "--set",
                "conversations=10",
                "--rate",
                "100",
                "--set",
                "kill-every=8s",
                "--warm-up",
                "1s",
                "--duration",
                "8s");

        sentAndDelivered(outcome, 900, 900);
        assertThat(outcome.figure("crashes")).isPositive();
        JsonNode connections = outcome.json().path("connections");
        assertThat(connections.path("lost").asLong())
                .as("a process that is killed breaks every connection")
                .isGreaterThanOrEqualTo(20);
        assertThat(connections.path("opened").asLong()).isGreaterThanOrEqualTo(40);
    }

    @Test
    void soak() {
        Outcome outcome = onRunningWaggle(
                "soak",
                "--set",
                "conversations=10",
                "--set",
                "idle-devices=10",
                "--rate",
                "50",
                "--warm-up",
                "1s",
                "--duration",
                "5s");

        sentAndDelivered(outcome, 300, 300);
        assertThat(outcome.json().path("intervals")).hasSize(5);
        assertThat(outcome.json().path("usage")).isNotEmpty();
    }
}
