package io.waggle.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waggle.testkit.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command line came to: its exit status, what it said of errors, and the JSON that it wrote, which is missing where it
 * wrote none.
 */
record Outcome(int status, String errors, JsonNode json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Runs the command line with {@code --json}. */
    static Outcome of(String... arguments) {
        try {
            Path directory = Files.createTempDirectory("loadtest-");
            try {
                Path json = directory.resolve("result.json");
                List<String> all = new ArrayList<>(List.of(arguments));
                all.addAll(List.of("--json", json.toString()));
                Said said = Said.by(all);
                return new Outcome(
                        said.status(),
                        said.errors(),
                        Files.exists(json) ? MAPPER.readTree(json.toFile()) : MAPPER.missingNode());
            } finally {
                Trees.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A run that passed: its status says so and so does every figure that could say otherwise. */
    JsonNode passed() {
        assertThat(status).as("%s%s", errors, json.path("faults")).isZero();
        assertThat(json.path("faults")).isEmpty();
        for (String nothing : List.of("lost", "duplicated", "reordered", "foreign", "refused", "unanswered")) {
            assertThat(number(nothing)).as(nothing).isZero();
        }
        return json;
    }

    /** A whole number of the JSON, which has to be there. */
    long number(String name) {
        JsonNode value = json.path(name);
        assertThat(value.isIntegralNumber()).as("%s in %s", name, json).isTrue();
        return value.asLong();
    }

    /** A figure of this kind of scenario, which has to be there. */
    double figure(String name) {
        JsonNode value = json.path("figures").path(name);
        assertThat(value.isNumber()).as("%s in %s", name, json.path("figures")).isTrue();
        return value.asDouble();
    }
}
