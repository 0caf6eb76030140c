package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.testkit.Ports;
import io.waggle.testkit.TestLogs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A TURN server on loopback that nobody here wrote, and what is set to make this server share a secret with it. */
final class Coturn implements AutoCloseable {

    private static final String SERVER = "turnserver";
    private static final String CLIENT = "turnutils_uclient";

    private final int port = Ports.choosePort();
    private final Process process;

    Coturn(Path folder, String secret) throws IOException {
        Path log = folder.resolve("coturn.log");
        List<String> command = List.of(
                find(SERVER).orElseThrow(),
                "-n",
                "--listening-ip=127.0.0.1",
                "--relay-ip=127.0.0.1",
                "--listening-port=" + port,
                "--use-auth-secret",
                "--static-auth-secret=" + secret,
                "--realm=waggle.test",
                "--no-tls",
                "--no-dtls",
                "--no-cli",
                "--allow-loopback-peers",
                "--simple-log",
                "--log-file=stdout",
                "--pidfile=" + folder.resolve("coturn.pid"),
                "--userdb=" + folder.resolve("coturn.db"));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Awaitility.await()
                .until(() -> !process.isAlive() || Files.readString(log).contains("Total General servers"));
        assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
    }

    /** Whether it is installed. */
    static boolean isInstalled() {
        return find(SERVER).isPresent() && find(CLIENT).isPresent();
    }

    private static Optional<String> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** What makes this server tell devices of TURN servers, with the secret in a file beside. */
    static Map<String, String> settings(Path folder, String uris, String secret) throws IOException {
        Path file = Files.createFile(
                folder.resolve("turn.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, secret + "\n");
        TestLogs.mustNotBeLogged(secret);
        return Map.of(
                "turn.uris", uris, "turn.secret-file", file.toAbsolutePath().toString());
    }

    String uri() {
        return "turn:127.0.0.1:" + port + "?transport=udp";
    }

    /** Whether somebody with the credentials is given a way, and something that they send over it arrives. */
    boolean relaysFor(String username, String password) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(
                        find(CLIENT).orElseThrow(),
                        "-u",
                        username,
                        "-w",
                        password,
                        "-y",
                        "-c",
                        "-m",
                        "1",
                        "-n",
                        "1",
                        "-p",
                        Integer.toString(port),
                        "127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(client.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        if (client.exitValue() == 0) {
            assertThat(said).contains("Total lost packets 0 ");
        } else {
            assertThat(said).contains("Cannot complete Allocation");
        }
        return client.exitValue() == 0;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
