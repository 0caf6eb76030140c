package io.waggle.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.testkit.BrokerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same scenario on simulated devices and on the real client library: the simulated ones are worth something only as far as
 * both find the same.
 */
class ClientsIT {

    private static final List<String> LEDGER = List.of(
            "sent", "acked", "refused", "unanswered", "delivered", "lost", "duplicated", "reordered", "foreign");

    private static BrokerProcess broker;

    @BeforeAll
    static void start() {
        broker = BrokerProcess.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat | conversations=5 | rate=50 | receipts=read | 300 | 300 | 10",
                "group | conversations=3 | members=4 | devices=6 | 300 | 1200 | 9"
            })
    void simulatedAndRealClientsAgree(
            String scenario, String one, String two, String three, long sent, long delivered, long connections)
            throws Exception {
        List<Map<String, Long>> facts = new ArrayList<>();
        for (String client : List.of("simulated", "chat-client")) {
            Outcome outcome = Outcome.of(
                    scenario,
                    "--target",
                    "waggle://127.0.0.1:" + broker.mqtt().getPort(),
                    "--keys",
                    broker.dataDirectory().resolve("keys").toString(),
                    "--set",
                    one,
                    "--set",
                    two,
                    "--set",
                    three,
                    "--set",
                    "client=" + client,
                    "--set",
                    "seed=7",
                    "--set",
                    "ack-delay=50ms", // the library's
                    "--set",
                    "max-lag=30s",
                    "--rate",
                    "50",
                    "--warm-up",
                    "1s",
                    "--duration",
                    "5s");

            outcome.passed();
            assertThat(outcome.json().at("/parameters/client").asText()).isEqualTo(client);
            assertThat(outcome.json().at("/latency_ms/count").asLong())
                    .as("everything that was meant to be sent in the window was measured")
                    .isEqualTo(delivered / 6 * 5);
            Map<String, Long> found = new TreeMap<>();
            LEDGER.forEach(name -> found.put(name, outcome.number(name)));
            for (String links : List.of("opened", "failed", "lost")) {
                found.put(
                        "connections " + links,
                        outcome.json().at("/connections/" + links).asLong());
            }
            facts.add(found);
        }

        assertThat(facts.get(1)).isEqualTo(facts.get(0));
        assertThat(facts.get(0))
                .containsEntry("sent", sent)
                .containsEntry("acked", sent)
                .containsEntry("delivered", delivered)
                .containsEntry("connections opened", connections);
    }

    @Test
    void realClientsSurviveABrokerThatIsKilledAndLeaveNothingBehind() throws Exception {
        List<Path> before = databases();

        Outcome outcome = Outcome.of(
                "chat-client",
                "--set",
                "conversations=5",
                "--rate",
                "40",
                "--set",
                "kill-every=8s",
                "--set",
                "max-lag=30s",
                "--set",
                "settle=1m",
                "--warm-up",
                "1s",
                "--duration",
                "8s");

        outcome.passed();
        assertThat(outcome.figure("crashes")).isPositive();
        assertThat(outcome.number("sent")).isEqualTo(360);
        assertThat(outcome.number("delivered")).isEqualTo(360);
        assertThat(outcome.json().at("/connections/lost").asLong())
                .as("the kill broke every connection")
                .isGreaterThanOrEqualTo(10);
        assertThat(databases()).isEqualTo(before);
    }

    private static List<Path> databases() throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("waggle-clients-"))
                    .toList();
        }
    }
}
