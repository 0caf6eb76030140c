package io.waggle.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.loadtest.capacity.CapacitySamples;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CapacityCommandTest {

    /** No broker is started for any of these. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate=5 | --from, --to and --step",
                "--duration=5s | --from, --to and --step",
                "--objective=p98=5ms | p99=50ms",
                "--curves=depths | no curve depths: [connections, depth, group, stored] or none",
                "--scenario=idle | chat, group or another",
                "--scenario=crash | a broker that lives",
                "--from=0 | from is 1 or more",
                "--resolution=2 | 0.01 to 1",
                "--step=5 | duration = 5",
                "--rounds=0 | rounds are 1 to 100",
                "--scale=0 | 0.0001 to 10",
                "--flat-within=0.5 | a ratio of 1 to 100",
                "--curve-rate=0 | 1 to 100000 deliveries/s",
                "--target=moon | no broker moon"
            })
    void whatIsNotAllowedIsSaidWithWhatIs(String argument, String said) {
        StringWriter err = new StringWriter();
        CommandLine command = LoadTest.commandLine();
        command.setErr(new PrintWriter(err, true));

        int status = command.execute("capacity", argument);

        assertThat(status).isEqualTo(2);
        assertThat(err.toString()).startsWith("loadtest: ").contains(said);
    }

    @Test
    void theExitStatusSaysWhatWasFound() {
        assertThat(Verdict.of(CapacitySamples.found())).isEqualTo(Verdict.PASSED);
        assertThat(Verdict.of(CapacitySamples.behind())).isEqualTo(Verdict.GENERATOR_BEHIND);
        assertThat(Verdict.of(CapacitySamples.hostile("?"))).isEqualTo(Verdict.BROKEN_PROMISE);
    }
}
