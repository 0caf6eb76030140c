package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostConfigFileTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("config.xml");
    }

    @Test
    void takesWhatIsWellFormedAndWhatIsNotThere() throws IOException {
        assertThatCode(() -> HostConfigFile.requireWellFormed(file)).doesNotThrowAnyException();

        Files.writeString(file, "<?xml version=\"1.0\"?>\n<hivemq><mqtt/></hivemq>\n");
        assertThatCode(() -> HostConfigFile.requireWellFormed(file)).doesNotThrowAnyException();
    }

    @Test
    void saysWhereItIsNotWellFormed() throws IOException {
        Files.writeString(file, "<hivemq>\n<mqtt>\n</hivemq>\n");

        assertThatThrownBy(() -> HostConfigFile.requireWellFormed(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(file.toString(), "mqtt", "its own defaults");
    }

    @Test
    void readsTheFileAsHiveMqDoesWithItsPlaceholdersFilledIn() throws IOException {
        Files.writeString(file, "<hivemq>${waggle.test.begin}<!-- inside --><mqtt>${waggle.test.end}</hivemq>\n");
        assertThatThrownBy(() -> HostConfigFile.requireWellFormed(file)).isInstanceOf(ConfigException.class);

        Files.writeString(file, "<hivemq>${waggle.test.begin}<mqtt>${ENV:waggle.test.end}</hivemq>\n");
        System.setProperty("waggle.test.begin", "<!--");
        System.setProperty("waggle.test.end", "-->");
        try {
            assertThatCode(() -> HostConfigFile.requireWellFormed(file)).doesNotThrowAnyException();
        } finally {
            System.clearProperty("waggle.test.begin");
            System.clearProperty("waggle.test.end");
        }
    }

    @Test
    void reachesForNothingElse() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        Files.writeString(
                file, "<!DOCTYPE hivemq [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n<hivemq>&x;</hivemq>\n");

        assertThatThrownBy(() -> HostConfigFile.requireWellFormed(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("DOCTYPE");
    }
}
