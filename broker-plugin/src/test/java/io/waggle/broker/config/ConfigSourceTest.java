package io.waggle.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigSourceTest {

    @TempDir
    private Path folder;

    @Test
    void anEmptyFileGivesTheDefaults() throws IOException {
        assertThat(load("")).isEqualTo(WaggleConfig.defaults(folder));
    }

    @Test
    void readsEveryKindOfValue() throws IOException {
        WaggleConfig config = load("""
                # a comment
                data.directory = somewhere/else
                inbox.max-messages=7
                inbox.max-bytes : 1 GiB
                inbox.default-expiry = 12h
                token.issuer = https://id.example
                token.clock-skew = 0ms
                monitoring.address = ::1
                monitoring.port = 0
                delivery.frame-bytes = 32KiB
                """);

        assertThat(config.data().directory()).isEqualTo(folder.resolve("somewhere/else"));
        assertThat(config.inbox().maxMessages()).isEqualTo(7);
        assertThat(config.inbox().maxBytes()).isEqualTo(1L << 30);
        assertThat(config.inbox().defaultExpiry()).isEqualTo(Duration.ofHours(12));
        assertThat(config.token().issuer()).isEqualTo("https://id.example");
        assertThat(config.token().clockSkew()).isZero();
        assertThat(config.monitoring().socketAddress().getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(config.monitoring().socketAddress().getPort()).isZero();
        assertThat(config.delivery().frameBytes()).isEqualTo(32_768);
    }

    @Test
    void keysAndKeysetFollowTheDataDirectory() throws IOException {
        WaggleConfig config = load("data.directory = d\ntoken.key-directory = k\nseal.keyset = s/x.json");

        assertThat(config.token().keyDirectory()).isEqualTo(folder.resolve("d/k"));
        assertThat(config.seal().keyset()).isEqualTo(folder.resolve("d/s/x.json"));
    }

    @Test
    void anAbsolutePathStaysWhereItIs() throws IOException {
        Path elsewhere = folder.resolveSibling("elsewhere").toAbsolutePath();

        assertThat(load("token.key-directory = " + elsewhere).token().keyDirectory())
                .isEqualTo(elsewhere);
    }

    @Test
    void anUnknownKeyIsAnsweredWithTheOneThatWasProbablyMeant() {
        assertThat(faultsOf("inbox.max-mesages = 5"))
                .containsExactly("unknown key 'inbox.max-mesages': did you mean 'inbox.max-messages'?");
    }

    @Test
    void anUnknownKeyThatResemblesNoneIsStillRefused() {
        assertThat(faultsOf("colour = red")).singleElement().asString().contains("unknown key 'colour'");
    }

    @Test
    void aKeyGivenTwiceIsAFaultEvenWithTheSameValue() {
        assertThat(faultsOf("monitoring.port = 1\nmonitoring.port = 1"))
                .containsExactly("monitoring.port = '1': the key was already set to '1'; allowed is each key once");
    }

    @Test
    void aWordThatIsNoneOfTheChoicesIsRefusedWithAllOfThem() {
        assertThat(faultsOf("mqtt.path = fast"))
                .containsExactly("mqtt.path = 'fast': allowed is one of auto, sdk, pipeline");
    }

    @Test
    void aCertificateItsKeyAndTheAuthoritiesOfClientsFollowTheDataDirectory() throws IOException {
        TlsConfig tls = load("""
                data.directory = d
                tls.certificate = tls/server.pem
                tls.private-key = /etc/waggle/key.pem
                tls.client-ca = ca.pem
                tls.client-authentication = optional
                tls.allow-plain = true
                """).tls();

        assertThat(tls.isEnabled()).isTrue();
        assertThat(tls.certificate()).contains(folder.resolve("d/tls/server.pem"));
        assertThat(tls.privateKey()).contains(Path.of("/etc/waggle/key.pem"));
        assertThat(tls.clientCa()).contains(folder.resolve("d/ca.pem"));
        assertThat(tls.clientAuthentication()).isEqualTo(TlsConfig.ClientAuthentication.OPTIONAL);
        assertThat(tls.allowPlain()).isTrue();
        assertThat(load("tls.certificate = none").tls().isEnabled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls.certificate = c.pem | tls.private-key = 'none': allowed is the file with the key of tls.certificate",
                "tls.private-key = k.pem | tls.certificate = 'none': allowed is the file with the certificate",
                "tls.client-authentication = required | tls.client-ca = 'none': allowed is a file",
                "tls.client-ca = ca.pem | tls.client-authentication = 'none': allowed is optional or required",
                "tls.client-ca = ca.pem;tls.client-authentication = optional | tls.certificate = 'none': allowed is a certificate",
                "tls.allow-plain = yes | tls.allow-plain = 'yes': allowed is true or false",
                "tls.reload-interval = 1ms | tls.reload-interval = '1ms': allowed is a duration from 100ms to 1d",
                "tls.certificate = | tls.certificate = '': allowed is a path, or none",
                "tls.client-authentication = want | tls.client-authentication = 'want': allowed is one of none, optional, required",
            })
    void halfOfTlsIsAFault(String lines, String fault) {
        assertThat(faultsOf(lines.replace(';', '\n')))
                .singleElement()
                .asString()
                .startsWith(fault);
    }

    @Test
    void allFaultsAreReportedTogether() {
        List<String> faults = faultsOf("""
                inbox.max-messages = many
                monitoring.port = 65536
                delivery.windowframes = 2
                delivery.redelivery-after = 20m
                """);

        assertThat(faults).hasSize(4);
        assertThat(String.join("\n", faults))
                .contains("inbox.max-messages = 'many': allowed is a whole number from 1 to 10000000")
                .contains("monitoring.port = '65536': allowed is a whole number from 0 to 65535")
                .contains("'delivery.windowframes': did you mean 'delivery.window-frames'?")
                .contains(
                        "delivery.redelivery-after = '20m': allowed is at most what delivery.redelivery-max is, here 10m");
    }

    @Test
    void aDefaultIsNotBlamedForStandingInForAWrongValue() {
        assertThat(faultsOf("inbox.max-expiry = long\ninbox.default-expiry = 200d"))
                .singleElement()
                .asString()
                .startsWith("inbox.max-expiry = 'long'");
    }

    @ParameterizedTest
    @CsvSource({
        "inbox.max-messages, 0",
        "inbox.max-messages, 10000001",
        "inbox.max-messages, -1",
        "inbox.max-messages, 1e3",
        "inbox.max-messages, ''",
        "inbox.max-messages, 99999999999999999999",
        "inbox.max-bytes, 64",
        "inbox.max-bytes, 64kb",
        "inbox.max-bytes, 64 KIB",
        "inbox.max-bytes, -64KiB",
        "inbox.max-bytes, 1.5MiB",
        "inbox.max-bytes, 999999999999999999GiB",
        "inbox.default-expiry, 30",
        "inbox.default-expiry, P30D",
        "inbox.default-expiry, 366d",
        "inbox.default-expiry, 0s",
        "inbox.devices-per-account, 65",
        "delivery.window-frames, 0",
        "delivery.window-frames, 5",
        "delivery.frame-bytes, 65KiB",
        "token.issuer, two words",
        "token.issuer, ''",
        "token.audience, ''",
        "monitoring.address, localhost",
        "monitoring.address, 1.2.3",
        "monitoring.address, 1.2.3.256",
        "monitoring.address, ''",
        "monitoring.port, -1",
        "data.directory, ''",
    })
    void refusesAValueOutOfBoundsNamingKeyAndValue(String key, String value) {
        assertThat(faultsOf(key + " = " + value))
                .singleElement()
                .asString()
                .startsWith(key + " = '" + value + "': allowed is ");
    }

    @Test
    void aPathThatCannotExistIsAFault() {
        assertThat(faultsOf("data.directory = a\\u0000b"))
                .singleElement()
                .asString()
                .contains("allowed is a path");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("none.properties");

        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> WaggleConfig.load(missing, folder));

        assertThat(failure).hasMessageContaining(missing.toString()).hasMessageContaining("NoSuchFile");
    }

    @Test
    void aFileThatIsNotPropertiesOrNotUtf8IsNamed() throws IOException {
        Path badEscape = Files.writeString(folder.resolve("escape.properties"), "monitoring.port = \\u00g0");
        Path notUtf8 =
                Files.write(folder.resolve("latin.properties"), "# caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        for (Path file : List.of(badEscape, notUtf8)) {
            ConfigException failure =
                    catchThrowableOfType(ConfigException.class, () -> WaggleConfig.load(file, folder));
            assertThat(failure).hasMessageContaining(file.toString());
        }
    }

    @Test
    void theCommandLineWinsOverTheFileAndIsHeldToTheSameRules() throws IOException {
        Path file = Files.writeString(folder.resolve("f.properties"), "monitoring.port = 1\ntoken.issuer = file");
        ConfigSource good = new ConfigSource(file, Map.of("monitoring.port", "2"));
        ConfigSource bad = new ConfigSource(file, Map.of("monitoring.prt", "2", "token.issuer", ""));

        assertThat(good.load(folder).monitoring().port()).isEqualTo(2);
        assertThat(good.load(folder).token().issuer()).isEqualTo("file");
        assertThat(catchThrowableOfType(ConfigException.class, () -> bad.load(folder))
                        .faults())
                .hasSize(2)
                .anyMatch(fault -> fault.contains("did you mean 'monitoring.port'?"))
                .anyMatch(fault -> fault.startsWith("token.issuer = ''"));
    }

    @Test
    void systemPropertiesNameTheFileAndTheOverrides() {
        Properties system = new Properties();
        system.setProperty("waggle.config", "/etc/waggle/waggle.properties");
        system.setProperty("waggle.set.monitoring.port", "0");
        system.setProperty("waggle.unrelated", "x");

        ConfigSource source = ConfigSource.of(folder, system);

        assertThat(source.file()).isEqualTo(Path.of("/etc/waggle/waggle.properties"));
        assertThat(source.overrides()).containsExactly(Map.entry("monitoring.port", "0"));
        assertThat(ConfigSource.of(folder, new Properties()).file())
                .isEqualTo(folder.resolve("conf").resolve("waggle.properties"));
    }

    private WaggleConfig load(String content) throws IOException {
        return WaggleConfig.load(Files.writeString(folder.resolve("waggle.properties"), content), folder);
    }

    private List<String> faultsOf(String content) {
        return catchThrowableOfType(ConfigException.class, () -> load(content)).faults();
    }
}
