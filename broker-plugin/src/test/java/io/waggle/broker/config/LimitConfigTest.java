package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.broker.config.RateLimit.WhenUndecided;
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
import org.junit.jupiter.params.provider.ValueSource;

final class LimitConfigTest {

    private static final Path SHIPPED = Path.of("..", "config", "waggle.properties");

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    LimitConfigTest() {}

    @ParameterizedTest
    @EnumSource(RateLimit.class)
    void everyLimitHasAKeyAndIsDocumentedWithWhatHappensWhenItCannotBeDecided(RateLimit limit) throws IOException {
        String key = limit.setting().key();
        String shipped = Files.readString(SHIPPED).replace("\n# ", " ");

        assertThat(load(key + " = 7/3m").limits().rate(limit)).contains(new Rate(7, Duration.ofMinutes(3)));
        assertThat(load(key + " = off").limits().rate(limit)).isEmpty();
        assertThat(load("").limits().rate(limit)).isPresent();

        String before = shipped.substring(0, shipped.indexOf("\n" + key + " = "));
        String whose = switch (limit.key()) {
            case ADDRESS -> "Of an address: ";
            case IDENTIFIER -> limit == RateLimit.CODES_LONG_TERM ? "The same" : "Of a phone number";
            case ACCOUNT -> "Of an account: ";
            case DEVICE -> "Of a device: ";
            case PAIR -> "Of two accounts: ";
        };
        assertThat(before.substring(before.lastIndexOf('\n') + 1).strip())
                .startsWith(whose)
                .contains(limit.whenUndecided() == WhenUndecided.LET_THROUGH ? "Open" : "Closed")
                .doesNotContain(limit.whenUndecided() == WhenUndecided.LET_THROUGH ? "Closed" : "Open");
    }

    @Test
    void whatIsOffIsNotAmongTheRates() throws IOException {
        assertThat(load("limit.messages = off\nlimit.max-keys = 5").limits())
                .satisfies(limits -> assertThat(limits.maxKeys()).isEqualTo(5))
                .satisfies(limits -> assertThat(limits.rates()).hasSize(RateLimit.values().length - 1));
        assertThat(LimitConfig.off().rates()).isEqualTo(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "30",
                "30/",
                "/1h",
                "0/1h",
                "-1/1h",
                "1000000001/1h",
                "99999999999/1h",
                "1/0ms",
                "1/366d",
                "1/1y",
                "1/h",
                "30/1h/2",
                "30 / 1h",
                "1001/1ms",
                "1/999999999999999999d",
                "Off"
            })
    void whatIsNoRateStopsTheStart(String text) {
        assertThat(faultsOf("limit.messages = " + text))
                .singleElement()
                .asString()
                .startsWith("limit.messages = '" + text + "': allowed is a count and the period");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1/1ms | 1/1ms",
                "1000/1ms | 1000/1ms",
                "1000000000/1000s | 1000000000/1000s",
                "5/365d | 5/365d",
                "5/60m | 5/1h",
                "off | off"
            })
    void ratesAreWrittenAsTheyAreRead(String text, String written) {
        assertThat(ValueType.RATE.write(ValueType.RATE.read(text))).isEqualTo(written);
    }

    @Test
    void trustedProxiesAreAddressesAndBlocks() throws IOException {
        assertThat(load("").http().trustedProxies()).isEmpty();
        assertThat(load("http.trusted-proxies = 127.0.0.1, 10.0.0.0/8,fd00::/8")
                        .http()
                        .trustedProxies())
                .extracting(IpBlock::toString)
                .containsExactly("127.0.0.1/32", "10.0.0.0/8", "fd00:0:0:0:0:0:0:0/8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "10.0.0.1/8", "10.0.0.0/8,", "127.0.0.1 10.0.0.1", "*"})
    void whatIsNoListOfProxiesStopsTheStart(String text) {
        assertThat(faultsOf("http.trusted-proxies = " + text))
                .singleElement()
                .asString()
                .startsWith("http.trusted-proxies = '" + text + "'");
    }

    private WaggleConfig load(String content) throws IOException {
        return WaggleConfig.load(Files.writeString(folder.resolve("waggle.properties"), content), folder);
    }

    private List<String> faultsOf(String content) {
        return catchThrowableOfType(ConfigException.class, () -> load(content)).faults();
    }
}
