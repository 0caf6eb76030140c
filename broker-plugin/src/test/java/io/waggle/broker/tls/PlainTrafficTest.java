package io.waggle.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.TlsConfig;
import io.waggle.broker.config.TlsConfig.ClientAuthentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlainTrafficTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void loopbackMayBePlain(String address) {
        assertThatCode(() -> check(config(false), new Entrance("mqtt", address, false)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "no-such-host.invalid"})
    void whatOthersReachMustBeEncryptedOrAllowed(String address) {
        Entrance plain = new Entrance("the listener mqtt", address, false);

        ConfigException refusal = catchThrowableOfType(ConfigException.class, () -> check(config(false), plain));

        assertThat(refusal.faults())
                .singleElement()
                .asString()
                .contains("the listener mqtt", address, "tls.certificate", "127.0.0.1", "tls.allow-plain = true");
        assertThatCode(() -> check(config(true), plain)).doesNotThrowAnyException();
        assertThatCode(() -> check(config(false), new Entrance("mqtt", address, true)))
                .doesNotThrowAnyException();
    }

    @Test
    void allAreNamedTogether() {
        ConfigException refusal = catchThrowableOfType(
                ConfigException.class,
                () -> check(
                        config(false),
                        new Entrance("one", "0.0.0.0", false),
                        new Entrance("two", "127.0.0.1", false),
                        new Entrance("three", "::", false)));

        assertThat(refusal.faults())
                .hasSize(2)
                .anyMatch(it -> it.startsWith("one "))
                .anyMatch(it -> it.startsWith("three "));
    }

    private static void check(TlsConfig config, Entrance... entrances) {
        PlainTraffic.requireAllowed(List.of(entrances), config);
    }

    private static TlsConfig config(boolean allowPlain) {
        Optional<Path> none = Optional.empty();
        return new TlsConfig(none, none, none, ClientAuthentication.NONE, Duration.ofSeconds(30), allowPlain);
    }
}
