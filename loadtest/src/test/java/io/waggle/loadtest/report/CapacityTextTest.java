package io.waggle.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waggle.loadtest.capacity.CapacitySamples;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capacity on a terminal, and for a program. */
class CapacityTextTest {

    @Test
    void saysTheRateAndWhichCurvesAreFlat() {
        assertThat(CapacityText.lines(CapacitySamples.found()))
                .contains(
                        "  6,170 messages/s hold p99 <= 50 ms. 6,450 do not.",
                        "  flat: CPU per delivery at 5,000 idle connections costs 1.04 times what it does at 100 (0.97-1.10);"
                                + " flat would be up to 1.50",
                        "  NOT FLAT: CPU per delivery at 1 GB stored costs 2.60 times what it does at 0 B (2.42-2.76);"
                                + " flat would be up to 1.50")
                .anyMatch(line -> line.contains("latency p50 13.67  p99 41.00  max 82.00 ms, broker CPU 64.2 us"))
                .anyMatch(line -> line.matches(" +1,000,000 +40\\.0 us +22\\.0 us +6\\.0 us +120,000/s"));
    }

    @Test
    void neverSaysThatTheGeneratorsLimitIsTheBrokers() {
        assertThat(CapacityText.lines(CapacitySamples.behind()))
                .contains(
                        "  4,000 messages/s hold p99 <= 50 ms. At 8,000 the generator fell behind: that is its limit and not"
                                + " the broker's, which may hold more.",
                        "  depth: not measured: plain MQTT cannot");
    }

    @Test
    void saysThatNothingHeld() {
        assertThat(CapacityText.lines(CapacitySamples.hostile("?")))
                .contains("  No rate held p99 <= 50 ms: not even 10 messages/s.");
    }

    @Test
    void isJsonInSnakeCase(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("capacity.json");
        Json.write(CapacitySamples.found(), file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.path("started_at").asText()).isEqualTo("2026-11-24T17:02:52.937Z");
        assertThat(json.path("objective").path("limit_ms").asDouble()).isEqualTo(50);
        JsonNode search = json.path("search");
        assertThat(search.path("rate_per_s").asDouble()).isEqualTo(6_170);
        assertThat(search.path("next_rate_per_s").asDouble()).isEqualTo(6_450);
        assertThat(search.path("bound").asText()).isEqualTo("BROKER");
        assertThat(search.path("steps")
                        .path(4)
                        .path("attempts")
                        .path(0)
                        .path("latency_ms")
                        .path("p99")
                        .asDouble())
                .isEqualTo(66);
        JsonNode stored = json.path("curves").path(3);
        assertThat(stored.path("points")
                        .path(2)
                        .path("figures")
                        .path("cpu_us_per_delivery")
                        .path("median")
                        .asDouble())
                .isEqualTo(156);
        assertThat(stored.path("verdicts").path(0).path("flat").asBoolean(true)).isFalse();
        assertThat(json.path("curves")
                        .path(1)
                        .path("verdicts")
                        .path(0)
                        .path("flat")
                        .asBoolean())
                .isTrue();
        assertThat(search.findValues("nextRatePerS")).isEmpty();
    }
}
