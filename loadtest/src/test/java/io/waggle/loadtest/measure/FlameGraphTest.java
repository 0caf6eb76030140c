package io.waggle.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlameGraphTest {

    @TempDir
    private Path directory;

    /** What the other JVM does: spins until a line comes, says so, and waits for the next. */
    static final class Spinner {

        public static void main(String[] arguments) throws IOException {
            System.out.println("ready");
            System.in.read();
            spinAround();
            System.out.println("done");
            System.in.read();
        }

        private static void spinAround() {
            long sum = 0;
            for (long i = 0; i < 2_000_000_000L; i++) {
                sum += i * 31 ^ sum;
            }
            if (sum == 42) {
                System.out.println("by chance");
            }
        }
    }

    @Test
    void showsWhereAnotherProcessSpendsItsTime() throws Exception {
        Path page = directory.resolve("flames.html");
        Process spinner = spinner();
        try (var out = spinner.inputReader();
                var in = spinner.outputWriter()) {
            assertThat(out.readLine()).isEqualTo("ready");
            FlameGraph graph = FlameGraph.start(spinner.pid());
            in.write("\n");
            in.flush();
            assertThat(out.lines().anyMatch("done"::equals)).isTrue(); // the profiler says something too
            graph.stop(page, "a, b=c");
        } finally {
            spinner.destroy();
        }

        assertThat(Files.readString(page)).contains("spinAround", "a  b c");
    }

    @Test
    void aProcessThatIsNoJvmIsRefusedAndLeftAlone() throws Exception {
        // a child of a JVM inherits SIGQUIT blocked; Mosquitto lets it through again, and so does this
        Process sleep = new ProcessBuilder("env", "--default-signal=QUIT", "sleep", "60").start();
        try {
            assertThatThrownBy(() -> FlameGraph.start(sleep.pid()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no flame graph of process " + sleep.pid() + ": it is no JVM");
            assertThat(new ProcessProbe(sleep.pid()).heapBytesAfterCollection()).isEmpty();
            assertThat(sleep.waitFor(1, TimeUnit.SECONDS))
                    .as("whether it has ended")
                    .isFalse();
        } finally {
            sleep.destroy();
        }
    }

    private static Process spinner() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Spinner.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
