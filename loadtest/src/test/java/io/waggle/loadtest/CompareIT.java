package io.waggle.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A comparison on real brokers, from the command line to the JSON. */
class CompareIT {

    @Test
    void aComparisonTellsRatiosToEachPeer() {
        Outcome outcome = Outcome.of(
                "compare",
                "--peers",
                "bare-memory",
                "--rounds",
                "1",
                "--fixed-rate",
                "50",
                "--set",
                "conversations=5",
                "--set",
                "max-lag=1m",
                "--warm-up",
                "1s",
                "--duration",
                "2s");

        JsonNode json = outcome.json();
        assertThat(json.path("systems"))
                .extracting(system -> system.path("name").asText())
                .containsExactly("waggle", "bare-memory");
        for (JsonNode system : json.path("systems")) {
            assertThat(system.path("faults")).as(system.path("name").asText()).isEmpty();
        }
        assertThat(outcome.status()).as(outcome.errors()).isZero();
        assertThat(json.path("rate_per_s").asDouble()).isEqualTo(50);
        assertThat(json.path("rounds")).hasSize(2);
        assertThat(json.at("/machine/cores").asInt()).isPositive();
        assertThat(json.path("ratios").fieldNames()).toIterable().containsExactly("bare-memory");
        for (String figure : List.of("throughput", "cpu_per_message", "latency_p99")) {
            JsonNode ratio = json.path("ratios").path("bare-memory").path(figure);
            assertThat(ratio.fieldNames()).toIterable().containsExactlyInAnyOrder("median", "min", "max");
            assertThat(ratio.path("median").asDouble()).as(figure).isPositive();
            assertThat(ratio.path("min")).as("of one round").isEqualTo(ratio.path("max"));
        }
        double own = json.at("/systems/0/throughput/median").asDouble();
        double peer = json.at("/systems/1/throughput/median").asDouble();
        assertThat(json.at("/ratios/bare-memory/throughput/median").asDouble()).isEqualTo(own / peer);
    }

    @Test
    void drainsAreComparedWithoutARate() {
        Outcome outcome = Outcome.of(
                "compare",
                "--scenario",
                "offline-drain",
                "--peers",
                "bare-memory",
                "--rounds",
                "2",
                "--set",
                "conversations=5",
                "--set",
                "waiting=50",
                "--warm-up",
                "1s");

        JsonNode json = outcome.json();
        assertThat(outcome.status()).as(outcome.errors()).isZero();
        assertThat(json.path("rate_per_s").isNull()).isTrue();
        assertThat(json.path("rounds")).hasSize(4).allSatisfy(round -> {
            assertThat(round.path("throughput_per_s").asDouble()).isPositive();
            assertThat(round.at("/latency_ms/count").asLong()).isEqualTo(250);
            assertThat(round.path("cpu_us_per_message_at_rate").isNull()).isTrue();
        });
        assertThat(json.at("/ratios/bare-memory/throughput/median").asDouble()).isPositive();
        assertThat(json.at("/ratios/bare-memory/cpu_per_message_at_rate").isNull())
                .isTrue();
    }

    @Test
    void connectsAreComparedWithoutARate() {
        Outcome outcome = Outcome.of(
                "compare",
                "--scenario",
                "connect",
                "--peers",
                "bare-memory",
                "--rounds",
                "1",
                "--set",
                "conversations=20",
                "--set",
                "devices=20",
                "--warm-up",
                "1s",
                "--duration",
                "2s");

        JsonNode json = outcome.json();
        assertThat(outcome.status()).as(outcome.errors()).isZero();
        assertThat(json.path("rate_per_s").isNull()).isTrue();
        assertThat(json.path("rounds")).hasSize(2).allSatisfy(round -> {
            assertThat(round.path("throughput_per_s").asDouble()).isPositive();
            assertThat(round.at("/latency_ms/count").asLong()).isPositive();
        });
        assertThat(json.at("/ratios/bare-memory/cpu_per_message/median").asDouble())
                .isPositive();
    }
}
