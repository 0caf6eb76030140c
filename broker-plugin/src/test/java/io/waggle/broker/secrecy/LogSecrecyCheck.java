package io.waggle.broker.secrecy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.testkit.TestLogs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * No phone number, e-mail address, code, token or payload is in any line that any test of this module, or any broker that one has
 * started, has logged. Runs after all of them, in an execution of its own.
 */
class LogSecrecyCheck {

    /** The mail server that tests send to, which logs whom it gets mail for. */
    private static final String PEERS = " com.icegreen.greenmail";

    @Test
    void nothingSecretOrPersonalIsInAnyLineOfTheRun() {
        Path directory = Path.of(System.getProperty(TestLogs.DIRECTORY_PROPERTY, "target/test-logs"));

        assertThat(TestLogs.logs(directory)).as("the logs of the run").isNotEmpty();
        assertThat(TestLogs.noted(directory))
                .as("secrets that tests have noted")
                .isPositive();
        assertThat(TestLogs.leaks(directory, line -> line.contains(PEERS))).isEmpty();
    }
}
