package io.waggle.loadtest.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {

    @Test
    void everyFileThatIsShippedIsAScenarioAndIsNamed() throws IOException {
        Path folder = Path.of("..", "config", "loadtest");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Scenarios.NAMES.stream()
                            .map(name -> name + ".properties")
                            .toList());
        }
        for (String name : Scenarios.NAMES) {
            assertThat(Scenarios.find(name).texts())
                    .as(name)
                    .isEqualTo(
                            Scenarios.find(folder.resolve(name + ".properties").toString())
                                    .texts());
        }
    }

    @ParameterizedTest
    @EnumSource(Parameter.class)
    void everyDefaultIsAllowed(Parameter parameter) {
        assertThat(parameter.parse(parameter.byDefault())).isPresent();
    }

    @Test
    void whatIsSetReplacesWhatTheFileSays() {
        Scenario chat = Scenarios.find("chat")
                .with(Map.of("rate", "12.5", "duration", "90s", "size", "64, 128".replace(" ", "")));

        assertThat(chat.rate()).isEqualTo(12.5);
        assertThat(chat.time(Parameter.DURATION)).isEqualTo(Duration.ofSeconds(90));
        assertThat(chat.sizes()).isEqualTo(List.of(64, 128));
        assertThat(chat.number(Parameter.CONVERSATIONS)).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate|-1",
                "rate|fast",
                "rate|NaN",
                "size|23",
                "size|61441",
                "size|64,",
                "duration|5",
                "duration|0s",
                "duration|31d",
                "ack-delay|201ms",
                "window|33",
                "members|1025",
                "kind|Traffic"
            })
    void aValueThatIsNotAllowedIsNamedWithWhatIs(String key, String value) {
        assertThatThrownBy(() -> Scenario.of("mine", Map.of(key, value)))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("mine")
                .hasMessageContaining(key + " = " + value)
                .hasMessageContaining(Parameter.named(key).orElseThrow().meaning());
    }

    @Test
    void allFaultsAreNamedTogether() {
        assertThatThrownBy(() -> Scenario.of("mine", Map.of("rat", "5", "window", "0")))
                .hasMessageContaining("rat: there is no such parameter")
                .hasMessageContaining("window = 0");
    }

    @Test
    void aScenarioThatIsNotThereIsSaidSo(@TempDir Path folder) {
        assertThatThrownBy(() -> Scenarios.find("chats"))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("chats")
                .hasMessageContaining("reconnect-storm");
        assertThatThrownBy(() -> Scenarios.find(folder.resolve("x.properties").toString()))
                .isInstanceOf(ScenarioException.class);
    }

    @Test
    void aMalformedFileIsSaidSo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("odd.properties"), "rate = \\u00zz\n");

        assertThatThrownBy(() -> Scenarios.find(file.toString())).isInstanceOf(ScenarioException.class);
    }
}
