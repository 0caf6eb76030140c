package io.waggle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.waggle.testkit.StartFault.Exited;
import io.waggle.testkit.StartFault.Refused;
import io.waggle.testkit.StartFault.TimedOut;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, killing and watching a process; what the process is does not matter here. */
final class BrokerProcessTest {

    @TempDir
    private Path folder;

    private Path home;
    private BrokerOptions options;

    @BeforeEach
    void makeDist() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        options = BrokerOptions.of(StandIn.dist(folder.resolve("dist"))).home(home);
    }

    @Test
    void aStartedProcessIsReadyAndAnswers() throws IOException {
        try (BrokerProcess broker = BrokerProcess.start(options);
                Socket mqtt = new Socket()) {
            mqtt.connect(broker.mqtt(), 5_000);

            assertThat(broker.isAlive()).isTrue();
            assertThat(broker.get("/health").statusCode()).isEqualTo(200);
            assertThat(broker.log()).contains("stand-in", "--home, " + home);
            assertThat(broker.rssBytes()).isGreaterThan(1 << 20);
            assertThat(broker.cpuTime()).isPositive();
        }
    }

    @Test
    void optionsReachTheProcess() {
        BrokerOptions more = options.set("monitoring.port", "1")
                .configFile(folder.resolve("other.properties"))
                .javaOption("-Dx=y")
                .heap("64m");

        try (BrokerProcess broker = BrokerProcess.start(more)) {
            assertThat(broker.log())
                    .contains("--set, monitoring.port=1")
                    .contains("--config-file, " + folder.resolve("other.properties"));
            assertThat(environment(broker)).contains("WAGGLE_HEAP=64m", "WAGGLE_JAVA_OPTS=-Dx=y");
        }
        assertThatThrownBy(() -> options.javaOption("-Da=b -Dc=d")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void afterAKillItIsGoneAndARestartComesBackOnTheSamePorts() {
        try (BrokerProcess broker = BrokerProcess.start(options)) {
            long first = broker.pid();
            int port = broker.mqtt().getPort();

            broker.kill();
            assertThat(broker.isAlive()).isFalse();
            assertThat(ProcessHandle.of(first)).isEmpty();
            broker.kill();

            broker.restart();
            assertThat(broker.pid()).isNotEqualTo(first);
            assertThat(broker.mqtt().getPort()).isEqualTo(port);
            assertThat(broker.logOfPresentStart().lines().filter(line -> line.startsWith("stand-in")))
                    .hasSize(1);
            assertThat(broker.log().lines().filter(line -> line.startsWith("stand-in")))
                    .hasSize(2);
            assertThatThrownBy(broker::restart).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aStopIsATermSignalAndGivesTheExitStatus() {
        try (BrokerProcess broker = BrokerProcess.start(options)) {
            assertThat(broker.stop()).isEqualTo(143);
            assertThat(broker.isAlive()).isFalse();
        }
    }

    @Test
    void closingKillsAndLeavesAGivenHomeButNotATemporaryOne() {
        BrokerOptions temporary = BrokerOptions.of(options.dist());
        BrokerProcess broker = BrokerProcess.start(temporary);
        long pid = broker.pid();
        Path temporaryHome = broker.home();
        broker.close();
        BrokerProcess.start(options).close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(temporaryHome).doesNotExist();
        assertThat(home).exists();
    }

    @Test
    void aPortThatWasTakenMeanwhileIsReplaced() throws IOException {
        Files.writeString(home.resolve(StandIn.MODE_FILE), "port-taken-once");

        try (BrokerProcess broker = BrokerProcess.start(options)) {
            assertThat(broker.get("/health").statusCode()).isEqualTo(200);
            assertThat(broker.log().lines().filter(line -> line.startsWith("stand-in")))
                    .hasSize(2);
        }
    }

    @Test
    void aProcessThatEndsDuringItsStartIsReportedWithItsStatus() throws IOException {
        Files.writeString(home.resolve(StandIn.MODE_FILE), "exit");

        BrokerStartException failure =
                catchThrowableOfType(BrokerStartException.class, () -> BrokerProcess.start(options));

        assertThat(failure.fault()).isEqualTo(new Exited(3));
        assertThat(failure).hasMessageContaining("stand-in exit");
    }

    @Test
    void anExtensionThatRefusesIsReportedWithAllItsReasons() throws IOException {
        Files.writeString(home.resolve(StandIn.MODE_FILE), "refuse");

        BrokerStartException failure =
                catchThrowableOfType(BrokerStartException.class, () -> BrokerProcess.start(options));

        assertThat(failure.fault()).isEqualTo(new Refused("unknown key 'a'\nunknown key 'b'"));
    }

    @Test
    void aLaunchedProcessThatRefusesIsLeftRunning() throws IOException {
        Files.writeString(home.resolve(StandIn.MODE_FILE), "refuse");

        try (BrokerProcess broker = BrokerProcess.launch(options)) {
            assertThat(broker.awaitStart()).get().isInstanceOf(Refused.class);
            assertThat(broker.isAlive()).isTrue();
            assertThatThrownBy(broker::awaitReady).isInstanceOf(BrokerStartException.class);
        }
    }

    @Test
    void aProcessThatNeverGetsReadyIsGivenUpAndKilled() throws IOException {
        Files.writeString(home.resolve(StandIn.MODE_FILE), "hang");

        BrokerStartException failure = catchThrowableOfType(
                BrokerStartException.class, () -> BrokerProcess.start(options.startTimeout(Duration.ofSeconds(1))));

        assertThat(failure.fault()).isEqualTo(new TimedOut());
        await().until(() -> processesWith(home).isEmpty());
    }

    /** The test's own JVM stands in for one that is killed: a child JVM starts the process, then is killed itself. */
    @Test
    void theProcessDoesNotOutliveTheJvmThatStartedIt() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartAndHang.class.getName(),
                        options.dist().toString(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long pid = Long.parseLong(
                Optional.ofNullable(parent.inputReader().readLine()).orElseThrow());
        assertThat(ProcessHandle.of(pid)).isPresent();

        parent.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void portsAreDistinctAndOutsideTheRangeOfOutgoingConnections() {
        int lowest = Ports.lowestEphemeral();
        assertThat(lowest).isGreaterThan(1_024);
        for (int i = 0; i < 50; i++) {
            Ports ports = Ports.choose();
            assertThat(List.of(ports.mqtt(), ports.webSocket(), ports.http(), ports.monitoring()))
                    .doesNotHaveDuplicates()
                    .allMatch(port -> port < lowest);
        }
    }

    private static String environment(BrokerProcess broker) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(broker.pid()), "environ"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<ProcessHandle> processesWith(Path home) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(home.toString()))
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .toList();
    }

    /** A JVM that starts a process, says its pid, and waits to be killed. */
    static final class StartAndHang {

        private StartAndHang() {}

        public static void main(String[] args) throws InterruptedException {
            try (BrokerProcess broker =
                    BrokerProcess.start(BrokerOptions.of(Path.of(args[0])).home(Path.of(args[1])))) {
                System.out.println(broker.pid());
                new CountDownLatch(1).await();
            }
        }
    }
}
