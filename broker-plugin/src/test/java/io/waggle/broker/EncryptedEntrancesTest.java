package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.ConfigSource;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.tls.Entrance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncryptedEntrancesTest {

    private static final Entrance PLAIN = new Entrance("the listener mqtt", "127.0.0.1", false);
    private static final Entrance PLAIN_OUTSIDE = new Entrance("the listener mqtt", "0.0.0.0", false);
    private static final Entrance ENCRYPTED_OUTSIDE = new Entrance("the listener mqtts", "0.0.0.0", true);
    private static final Map<String, String> TLS = Map.of("tls.certificate", "c.pem", "tls.private-key", "k.pem");

    @TempDir
    private Path folder;

    @Test
    void loopbackNeedsNothing() {
        assertThatCode(() -> check(Map.of(), true, PLAIN)).doesNotThrowAnyException();
    }

    @Test
    void withTlsEverythingMayBeReached() {
        Map<String, String> open = with(TLS, "http.address", "192.0.2.1", "monitoring.address", "::");

        assertThatCode(() -> check(open, true, ENCRYPTED_OUTSIDE)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"http.address,the HTTP API", "monitoring.address,monitoring"})
    void ourOwnServersCountAsWell(String key, String name) {
        assertThatThrownBy(() -> check(with(Map.of(), key, "192.0.2.1"), true, PLAIN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(name, key, "192.0.2.1", "tls.allow-plain = true");
        assertThatCode(() -> check(with(Map.of(), key, "192.0.2.1", "tls.allow-plain", "true"), true, PLAIN))
                .doesNotThrowAnyException();
    }

    @Test
    void aPlainListenerOutsideIsRefusedAlsoBesideAnEncryptedOneAndInAnotherHiveMq() {
        for (boolean standalone : List.of(true, false)) {
            assertThatThrownBy(() -> check(TLS, standalone, PLAIN_OUTSIDE, ENCRYPTED_OUTSIDE))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContainingAll("the listener mqtt", "make it a TLS listener in HiveMQ's config.xml");
        }
    }

    @Test
    void aCertificateThatOurHostDoesNotUseIsRefused() {
        assertThatThrownBy(() -> check(TLS, true, PLAIN))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("HiveMQ's config.xml has no TLS listener in use");
        assertThatCode(() -> check(TLS, false, PLAIN))
                .as("in another HiveMQ it may be for the HTTP API alone")
                .doesNotThrowAnyException();
    }

    @Test
    void clientAuthenticationThatOurHostHasNotHeardOfIsRefused() {
        Map<String, String> required = with(TLS, "tls.client-ca", "ca.pem", "tls.client-authentication", "required");

        assertThatThrownBy(() -> check(required, Optional.of("NONE"), true, ENCRYPTED_OUTSIDE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tls.client-authentication");
        assertThatCode(() -> check(required, Optional.of("REQUIRED"), true, ENCRYPTED_OUTSIDE))
                .doesNotThrowAnyException();
    }

    private void check(Map<String, String> settings, boolean standalone, Entrance... listeners) throws IOException {
        check(settings, Optional.of("NONE"), standalone, listeners);
    }

    private void check(Map<String, String> settings, Optional<String> heard, boolean standalone, Entrance... listeners)
            throws IOException {
        Path file = Files.writeString(folder.resolve("waggle.properties"), "");
        WaggleConfig config = new ConfigSource(file, settings).load(folder);
        EncryptedEntrances.require(
                config, new Waggle.Host("1.2.3", new MetricRegistry(), standalone, List.of(listeners), heard, folder));
    }

    private static Map<String, String> with(Map<String, String> settings, String... more) {
        Map<String, String> all = new HashMap<>(settings);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
