package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TurnConfigTest {

    @TempDir
    private Path folder;

    @Test
    void everythingCanBeSet() throws IOException {
        assertThat(load("""
                turn.uris = stun:turn.example.org turn:192.0.2.1:3478?transport=udp  turns:[2001:db8::1]:5349?transport=tcp
                turn.secret-file = keys/turn.key
                turn.lifetime = 1h
                """))
                .isEqualTo(new TurnConfig(
                        List.of(
                                "stun:turn.example.org",
                                "turn:192.0.2.1:3478?transport=udp",
                                "turns:[2001:db8::1]:5349?transport=tcp"),
                        Optional.of(folder.resolve("waggle/keys/turn.key")),
                        Duration.ofHours(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "turn.uris, ''",
        "turn.uris, turn.example.org",
        "turn.uris, 'turn:'",
        "turn.uris, turn://turn.example.org",
        "turn.uris, turn:user@turn.example.org",
        "turn.uris, turn:turn.example.org:99999",
        "turn.uris, turn:turn.example.org?transport=sctp",
        "turn.uris, stun:turn.example.org?transport=udp",
        "turn.uris, turn:[::1",
        "turn.uris, turn:[1]",
        "turn.uris, 'turn:a.example,turn:b.example'",
        "turn.uris, https://turn.example.org",
        "turn.lifetime, 59s",
        "turn.lifetime, 8d"
    })
    void refusesWhatIsNotAllowed(String key, String value) {
        assertThat(faultsOf(key + " = " + value)).singleElement().asString().startsWith(key + " = '");
    }

    @Test
    void refusesMoreServersThanItTakes() {
        assertThat(faultsOf("turn.uris = " + "stun:a.example ".repeat(33).strip()))
                .hasSize(1);
    }

    @Test
    void refusesTurnServersWithoutTheirSecretAndTakesThoseOfStun() throws IOException {
        assertThat(faultsOf("turn.uris = stun:a.example turns:a.example"))
                .singleElement()
                .asString()
                .startsWith("turn.secret-file = 'none': allowed is ");
        assertThat(load("turn.uris = stun:a.example stuns:a.example").uris()).hasSize(2);
    }

    private TurnConfig load(String content) throws IOException {
        return WaggleConfig.load(Files.writeString(folder.resolve("waggle.properties"), content), folder)
                .turn();
    }

    private List<String> faultsOf(String content) {
        return catchThrowableOfType(ConfigException.class, () -> load(content)).faults();
    }
}
