package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.packaging.Commands.Result;
import io.waggle.protocol.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./waggle}, typed as a newcomer would. */
final class LauncherIT {

    private static final String WAGGLE = Commands.ROOT.resolve("waggle").toString();

    @TempDir
    private Path folder;

    @Test
    void helpIsAnAnswerAndNoCommandIsAskingForIt() throws Exception {
        Result help = run("help");

        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("up", "token ACCOUNT", "demo", "test");
        assertThat(run()).isEqualTo(help);
        assertThat(run("--help")).isEqualTo(help);
    }

    @Test
    void anUnknownCommandIsAnErrorWithTheHelpOnStandardError() throws Exception {
        Result result = run("frobnicate");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("usage: ./waggle COMMAND", "unknown command: frobnicate");
    }

    @Test
    void itMayBeCalledThroughALinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("w"), Path.of(WAGGLE));
        Path linkToLink = Files.createSymbolicLink(folder.resolve("w2"), Path.of("w"));

        for (Path command : List.of(link, linkToLink)) {
            Result result = Commands.run(
                    List.of("env", "WAGGLE_NO_BUILD=1", command.toString(), "token", "alice", "--home", "here"),
                    folder);
            assertThat(result.status()).as(result.err()).isZero();
            assertThat(result.out()).matches("\\S+\\n");
        }
        assertThat(folder.resolve("here/data/waggle/keys")).isDirectory();
    }

    @Test
    void javaMayTalkAboutOptionsOfItsEnvironmentFirst() throws Exception {
        Result result = Commands.run(
                List.of(
                        "env",
                        "WAGGLE_NO_BUILD=1",
                        "JAVA_TOOL_OPTIONS=-Dwaggle.nothing=1",
                        "JDK_JAVA_OPTIONS=-Dwaggle.nothing=2",
                        WAGGLE,
                        "token",
                        "alice",
                        "--home",
                        "here"),
                folder);

        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).matches("\\S+\\n");
        assertThat(result.err()).contains("Picked up JAVA_TOOL_OPTIONS", "Picked up JDK_JAVA_OPTIONS");
    }

    @Test
    void wrongPortsAreRefusedBeforeAnythingIsBuilt() throws Exception {
        for (String port : List.of("0", "65536", "x", "-1", "")) {
            Result result = run("up", "--mqtt-port", port);
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err()).contains("allowed is a port from 1 to 65535");
        }
        assertThat(run("up", "--mqtt-port").status()).isEqualTo(2);
        assertThat(run("up", "now").status()).isEqualTo(2);
    }

    @Test
    void aTakenPortIsNamedWithTheOptionThatChoosesAnother() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Result result = run("up", "--ws-port", Integer.toString(taken.getLocalPort()));

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err()).contains("port " + taken.getLocalPort() + " is in use", "--ws-port");
        }
    }

    @Test
    void upPrintsEveryAddressWhenTheyAnswerAndCtrlCStopsItInOrder() throws Exception {
        List<Integer> ports = freePorts(4);
        Path home = folder.resolve("home");
        Path out = folder.resolve("out.txt");
        Process up = startUp(home, ports, out);
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !up.isAlive() || text(out).contains("Ctrl-C stops it"));
            assertThat(text(out))
                    .contains("mqtt://127.0.0.1:" + ports.get(0))
                    .contains("ws://127.0.0.1:" + ports.get(1) + "/mqtt")
                    .contains("http://127.0.0.1:" + ports.get(3) + "/")
                    .contains("http://127.0.0.1:" + ports.get(2) + "/health")
                    .contains("http://127.0.0.1:" + ports.get(2) + "/metrics")
                    .contains(home.toString());

            String token = run("token", "alice", "phone", "--home", home.toString())
                    .out()
                    .strip();
            InetSocketAddress mqtt = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(0));
            assertThat(MqttKnock.reasonCode(mqtt, Address.of("alice", "phone"), token))
                    .isEqualTo(MqttKnock.SUCCESS);

            List<ProcessHandle> children = up.descendants().toList();
            new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor();
            assertThat(up.waitFor(60, TimeUnit.SECONDS))
                    .as("Ctrl-C ends it, unless whatever runs the tests has SIGINT ignored")
                    .isTrue();
            assertThat(up.exitValue()).isZero();
            assertThat(text(out)).contains("Stopped.");
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        } finally {
            up.descendants().forEach(ProcessHandle::destroyForcibly);
            up.destroyForcibly();
        }
    }

    @Test
    void upWithTlsMakesACertificateKeepsItAndSaysWhatClientsTrust() throws Exception {
        List<Integer> ports = freePorts(4);
        Path home = folder.resolve("home");
        Path out = folder.resolve("out.txt");
        Process up = startUp(home, ports, out, "--tls");
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> !up.isAlive() || text(out).contains("Ctrl-C stops it"));
            Path authority = home.resolve("tls/ca.pem");
            assertThat(text(out))
                    .contains("Made a certificate for localhost")
                    .contains("mqtts://127.0.0.1:" + ports.get(0))
                    .contains("wss://127.0.0.1:" + ports.get(1) + "/mqtt")
                    .contains("https://127.0.0.1:" + ports.get(3) + "/")
                    .contains("Clients trust        " + authority);
            String token = run("token", "alice", "phone", "--home", home.toString())
                    .out()
                    .strip();
            for (String host : List.of("localhost", "127.0.0.1")) {
                try (Socket socket = trusting(authority).getSocketFactory().createSocket(host, ports.get(0))) {
                    requireHost((SSLSocket) socket);
                    assertThat(MqttKnock.connack(socket, Address.of("alice", "phone"), token)
                                    .reasonCode())
                            .isEqualTo(MqttKnock.SUCCESS);
                }
            }
        } finally {
            up.descendants().forEach(ProcessHandle::destroyForcibly);
            up.destroyForcibly();
        }
    }

    private static void requireHost(SSLSocket socket) throws IOException {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
    }

    /** What a client does with the file that it is told to trust. */
    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void aCertificateThatIsMadeAndOneThatIsConfiguredExcludeEachOther() throws Exception {
        Result result = Commands.run(
                List.of(
                        Commands.dist().resolve("bin/waggle-broker").toString(),
                        "run",
                        "--home",
                        folder.resolve("home").toString(),
                        "--tls",
                        "--set",
                        "tls.certificate=server.pem"),
                folder);

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("leave --tls away");
        assertThat(folder.resolve("home/tls")).doesNotExist();
    }

    @Test
    void upSaysWhyTheBrokerDidNotStart() throws Exception {
        List<Integer> ports = freePorts(4);
        Path home = folder.resolve("home");
        Path conf = Files.createDirectories(home.resolve("conf"));
        for (String name : List.of("config.xml", "logback.xml", "waggle.properties")) {
            Files.copy(Commands.dist().resolve("conf").resolve(name), conf.resolve(name));
        }
        Files.writeString(conf.resolve("waggle.properties"), "inbox.max-mesages = 5\n");

        Result result = run(up(home, ports).toArray(String[]::new));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("did you mean 'inbox.max-messages'?");
    }

    private Process startUp(Path home, List<Integer> ports, Path out, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(WAGGLE));
        command.addAll(up(home, ports));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .directory(folder.toFile())
                .start();
    }

    private static List<String> up(Path home, List<Integer> ports) {
        return List.of(
                "up",
                "--home",
                home.toString(),
                "--mqtt-port",
                ports.get(0).toString(),
                "--ws-port",
                ports.get(1).toString(),
                "--monitoring-port",
                ports.get(2).toString(),
                "--http-port",
                ports.get(3).toString());
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("env", "WAGGLE_NO_BUILD=1", WAGGLE));
        command.addAll(List.of(arguments));
        return Commands.run(command, folder);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
