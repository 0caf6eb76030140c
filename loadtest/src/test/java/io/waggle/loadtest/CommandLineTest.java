package io.waggle.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waggle.loadtest.run.FakeBroker;
import io.waggle.loadtest.run.Misdeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line on a broker that is not real: exit statuses, and what is said before any load. */
class CommandLineTest {

    private static final List<String> LITTLE = List.of(
            "--set",
            "conversations=4",
            "--set",
            "settle=1s",
            "--set",
            "max-lag=1m",
            "--warm-up",
            "1s",
            "--duration",
            "1s");

    private static Outcome run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(LITTLE);
        return Outcome.of(all.toArray(String[]::new));
    }

    @Test
    void aRunTellsTheMachineThatItRanOn() {
        try (FakeBroker broker = new FakeBroker("fake", Misdeed.NONE)) {
            JsonNode json =
                    run("chat", "--target", broker.uri(), "--rate", "50").passed();

            assertThat(json.at("/machine/cores").asInt())
                    .isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(json.at("/machine/java").asText()).contains(System.getProperty("java.version"));
        }
    }

    @Test
    void aBrokenPromiseIsStatus1() {
        try (FakeBroker broker = new FakeBroker("fake", Misdeed.LOSES)) {
            Outcome outcome = run("chat", "--target", broker.uri(), "--rate", "50");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.number("lost")).isEqualTo(14);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--report"})
    void whereNoResultCanBeWrittenNothingIsRun(String option, @TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        try (FakeBroker broker = new FakeBroker("fake", Misdeed.DIES)) {
            for (Path nowhere : List.of(directory.resolve("missing/result"), directory, file.resolve("result"))) {
                for (List<String> command : List.of(
                        List.of("chat", "--target", broker.uri()), compare(broker.uri(), broker.uri() + "/2"))) {
                    List<String> arguments = new ArrayList<>(command);
                    arguments.addAll(List.of(option, nowhere.toString()));
                    Said said = Said.by(arguments);

                    assertThat(said.status()).as(nowhere.toString()).isEqualTo(2);
                    assertThat(said.errors()).contains(option + " " + nowhere);
                }
            }
            assertThat(broker.connections()).isZero();
        }
        assertThat(directory).isDirectoryContaining(found -> found.equals(file));
    }

    private static List<String> compare(String target, String... peers) {
        return List.of("compare", "--target", target, "--peers", String.join(",", peers), "--rounds", "1");
    }

    private static Outcome runCompare(String target, String... peers) {
        List<String> arguments = new ArrayList<>(compare(target, peers));
        arguments.addAll(List.of("--fixed-rate", "50"));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void aPeerThatDiesDoesNotFailTheComparison() {
        try (FakeBroker own = new FakeBroker("own", Misdeed.NONE);
                FakeBroker dying = new FakeBroker("dying", Misdeed.DIES);
                FakeBroker peer = new FakeBroker("peer", Misdeed.NONE)) {
            Outcome outcome = runCompare(own.uri(), dying.uri(), peer.uri());

            assertThat(outcome.status()).as(outcome.errors()).isZero();
            assertThat(outcome.json().path("ratios").fieldNames())
                    .toIterable()
                    .containsExactly(peer.uri().substring("mqtt://".length()));
            assertThat(outcome.json().at("/systems/1/faults")).isNotEmpty();
            assertThat(outcome.json().at("/systems/1/throughput").isNull()).isTrue();
        }
    }

    @Test
    void aTargetThatBreaksItsPromiseIsNotTakenForOneThatIsSlow() {
        try (FakeBroker own = new FakeBroker("own", Misdeed.LOSES);
                FakeBroker peer = new FakeBroker("peer", Misdeed.NONE)) {
            Outcome outcome = runCompare(own.uri(), peer.uri());

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.json().at("/systems/0/faults"))
                    .extracting(fault -> fault.path("kind").asText())
                    .contains("BROKEN_PROMISE");
        }
    }

    @Test
    void whatTheHarnessChoosesItselfIsRefusedBeforeABrokerIsStarted() {
        Said said = Said.by(List.of("chat", "--broker-set", "monitoring.port=1"));

        assertThat(said.status()).isEqualTo(2);
        assertThat(said.errors()).contains("monitoring.port");
    }

    @Test
    void aComparisonIsOfMessagesOrOfDrains() {
        for (List<String> impossible : List.of(
                List.of("compare", "--scenario", "idle"),
                List.of("compare", "--scenario", "offline-drain", "--fixed-rate", "5"))) {
            assertThat(Said.by(impossible).status()).isEqualTo(2);
        }
    }

    @Test
    void aTargetThatDiesDoes() {
        try (FakeBroker own = new FakeBroker("own", Misdeed.DIES);
                FakeBroker peer = new FakeBroker("peer", Misdeed.NONE)) {
            Outcome outcome = runCompare(own.uri(), peer.uri());

            assertThat(outcome.status()).isEqualTo(3);
            assertThat(outcome.json().at("/systems/0/faults")).isNotEmpty();
            assertThat(outcome.json().path("ratios")).isEmpty();
        }
    }

    @Test
    void aFailureIsNotMistakenForABrokenPromise(@TempDir Path empty) {
        String property = "waggle.broker.dist";
        String before = System.getProperty(property);
        System.setProperty(property, empty.toString());
        try {
            assertThat(Said.by(List.of("chat")).status()).isEqualTo(3);
            assertThat(Said.by(List.of("compare", "--peers", "bare-memory")).status())
                    .isEqualTo(3);
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }

    @Test
    void aSystemIsNotComparedWithItself() {
        for (List<String> twice :
                List.of(compare("mosquitto", "mosquitto"), compare("waggle", "bare-memory", "bare-memory"))) {
            Said said = Said.by(twice);

            assertThat(said.status()).isEqualTo(2);
            assertThat(said.errors()).contains("named twice");
        }
    }

    @Test
    void realClientsAreRefusedWhereTheyCannotBeBeforeABrokerIsStarted() {
        for (List<String> impossible : List.of(
                List.of("chat", "--set", "client=chat-client", "--target", "bare-memory"),
                List.of("idle", "--set", "client=chat-client"),
                List.of("compare", "--scenario", "chat-client", "--peers", "bare-memory"))) {
            Said said = Said.by(impossible);

            assertThat(said.status()).isEqualTo(2);
            assertThat(said.errors()).contains("client = chat-client");
        }
    }
}
