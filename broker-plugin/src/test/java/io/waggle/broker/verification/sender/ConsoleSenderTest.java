package io.waggle.broker.verification.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.Identifier.Kind;
import io.waggle.broker.account.PhoneNumber;
import io.waggle.broker.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConsoleSenderTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(shown, true, StandardCharsets.UTF_8);

    @Test
    void aDeveloperSeesWhoseCodeItIs() {
        ConsoleSender sender = new ConsoleSender(Set.of(Kind.PHONE, Kind.EMAIL), true, console);

        sender.send(new EmailAddress("alice@example.org"), "123456", Duration.ofMinutes(10));
        sender.send(new PhoneNumber("+4915112345678"), "654321", Duration.ofSeconds(90));

        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Waggle code for alice@example.org: 123456 (for 600 s)",
                        "Waggle code for +4915112345678: 654321 (for 90 s)");
    }

    @Test
    void whereOthersReachTheServerItIsRefusedWithTheKeysToSet() {
        ConfigException both = catchThrowableOfType(
                ConfigException.class, () -> new ConsoleSender(Set.of(Kind.PHONE, Kind.EMAIL), false, console));
        ConfigException one = catchThrowableOfType(
                ConfigException.class, () -> new ConsoleSender(Set.of(Kind.PHONE), false, console));

        assertThat(both.faults())
                .hasSize(2)
                .anyMatch(fault -> fault.startsWith("verification.email = 'console': allowed is smtp or none where "))
                .anyMatch(fault -> fault.startsWith("verification.sms = 'console': allowed is webhook or none where "));
        assertThat(one.faults()).singleElement().asString().startsWith("verification.sms = 'console'");
    }
}
