package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WaggleConfigTest {

    @Test
    void noKeyStandsForTwoSettings() {
        List<String> keys = WaggleConfig.SETTINGS.stream().map(Setting::key).toList();

        assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
        assertThat(keys).allMatch(key -> key.matches("[a-z]+(\\.[a-z]+(-[a-z]+)*){1,2}"));
    }

    @Test
    void aDefaultIsWithinItsBounds() {
        WaggleConfig.SETTINGS.forEach(WaggleConfigTest::readsItsOwnDefault);
    }

    @Test
    void pathsAreAbsolute() {
        WaggleConfig config = WaggleConfig.defaults(Path.of("base"));

        assertThat(config.data().directory()).isEqualTo(Path.of("base/waggle").toAbsolutePath());
        assertThat(config.token().keyDirectory()).isAbsolute();
        assertThat(config.seal().keyset()).isAbsolute();
    }

    @Test
    void aRecordMadeInCodeCanHoldNothingTheFileCouldNot() {
        assertThatThrownBy(() -> new MonitoringConfig(
                        WaggleConfig.defaults(Path.of("")).monitoring().address(), 70_000))
                .isInstanceOf(ConfigException.class)
                .hasMessage("monitoring.port = '70000': allowed is a whole number from 0 to 65535");
        assertThatThrownBy(() -> new CommitConfig(1 << 20, 100, 10, 2 << 20, Duration.ofSeconds(1)))
                .hasMessageContaining("commit.batch-max-bytes")
                .hasMessageContaining("commit.queue-max-bytes");
        assertThatThrownBy(() -> new CommitConfig(1 << 20, 10, 100, 1 << 20, Duration.ofSeconds(1)))
                .hasMessageContaining("commit.batch-max-operations");
    }

    @ParameterizedTest
    @CsvSource({
        "monitoring.port, monitoring.port, 0",
        "a, '', 1",
        "kitten, sitting, 3",
        "window-frames, windowframes, 1",
        "abc, xyz, 3"
    })
    void editDistanceCountsInsertionsDeletionsAndReplacements(String a, String b, int distance) {
        assertThat(EditDistance.between(a, b)).isEqualTo(distance);
        assertThat(EditDistance.between(b, a)).isEqualTo(distance);
    }

    private static <T> void readsItsOwnDefault(Setting<T> setting) {
        assertThat(setting.read(setting.defaultText())).as(setting.key()).isEqualTo(setting.defaultValue());
    }
}
