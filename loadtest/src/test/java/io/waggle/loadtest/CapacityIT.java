package io.waggle.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code loadtest capacity} on a real Waggle, with points as small as they can be. Figures are not judged. */
class CapacityIT {

    @Test
    void measuresCurvesThatWantInboxesAndLosesNothing(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("capacity.json");
        Path page = folder.resolve("capacity.html");

        int status = LoadTest.commandLine()
                .execute(
                        "capacity",
                        "--objective=p50=5s",
                        "--from=100",
                        "--to=100",
                        "--step=1s",
                        "--warm-up=1s",
                        "--curve-rate=500",
                        "--rounds=1",
                        "--scale=0.01",
                        "--curves=depth,group,stored",
                        "--set=conversations=10",
                        "--set=max-lag=10s",
                        "--json=" + file,
                        "--report=" + page);

        assertThat(status).isZero();
        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.path("search").path("bound").asText()).isEqualTo("CAP");
        assertThat(json.path("search").path("confirmed").asBoolean()).isTrue();
        assertThat(json.path("curves").findValuesAsText("name")).containsExactly("depth", "group", "stored");
        for (JsonNode curve : json.path("curves")) {
            assertThat(curve.path("not_measured").asText()).isEmpty();
            assertThat(curve.path("faults")).isEmpty();
            assertThat(curve.path("verdicts").isEmpty())
                    .as(curve.path("name").asText())
                    .isFalse();
            for (JsonNode point : curve.path("points")) {
                assertThat(point.path("figures").isEmpty()).isFalse();
            }
        }
        JsonNode deepest = json.path("curves").path(0).path("points").path(2);
        assertThat(deepest.path("value").asLong()).isEqualTo(10_000);
        assertThat(deepest.path("figures").has("emptied_per_s")).isTrue();
        assertThat(Files.readString(page)).contains("Inbox depth");
    }
}
