package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The file that ships is the documentation: it must not drift from the code. */
final class DefaultFileTest {

    private static final Path FILE = Path.of("..", "config", "waggle.properties");

    @Test
    void theShippedFileHasEveryKeyAndNoOther() throws IOException {
        assertThat(shipped().stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        WaggleConfig.SETTINGS.stream().map(Setting::key).toList());
    }

    @Test
    void theShippedFileSaysTheDefaults() throws IOException {
        Properties shipped = shipped();

        for (Setting<?> setting : WaggleConfig.SETTINGS) {
            assertThat(shipped.getProperty(setting.key())).as(setting.key()).isEqualTo(setting.defaultText());
        }
    }

    @Test
    void theShippedFileLoadsToTheDefaults() {
        Path base = Path.of("anywhere");

        assertThat(WaggleConfig.load(FILE, base)).isEqualTo(WaggleConfig.defaults(base));
    }

    @Test
    void everyKeyOfTheShippedFileIsExplainedAboveIt() throws IOException {
        List<String> lines = Files.readAllLines(FILE);

        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).contains(" = ") && !lines.get(i).startsWith("#")) {
                assertThat(lines.get(i - 1))
                        .as("the line above '%s'", lines.get(i))
                        .startsWith("# ");
            }
        }
    }

    @Test
    void theBoundsInTheCommentsAreThoseOfTheCode() throws IOException {
        String file = Files.readString(FILE).replace("\n# ", " ");

        for (Setting<?> setting : WaggleConfig.SETTINGS) {
            int from = setting.allowed().indexOf(" from ");
            if (from >= 0) {
                String bounds =
                        setting.allowed().substring(from + " from ".length()).replaceFirst(",.*", "");
                String comment = file.substring(0, file.indexOf("\n" + setting.key() + " = "));
                assertThat(comment.substring(comment.lastIndexOf('\n') + 1))
                        .as(setting.key())
                        .contains(bounds);
            }
        }
    }

    private static Properties shipped() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(FILE)) {
            properties.load(reader);
        }
        return properties;
    }
}
