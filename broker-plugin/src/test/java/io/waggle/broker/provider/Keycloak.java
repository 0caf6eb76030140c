package io.waggle.broker.provider;

import io.waggle.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Keycloak in a process of its own, on loopback and with everything in memory, that the build has unpacked. It has one realm with
 * one client, which is us, and two people.
 *
 * <p>A shell watches over it that ends it when its own input ends: when this is closed, and also when this JVM is killed.
 */
final class Keycloak implements AutoCloseable {

    static final String CLIENT = "waggle";
    static final String CLIENT_SECRET = "the-secret-of-a-client-that-exists-for-a-minute";
    static final String PASSWORD = "p\u00e4ss & w\u00f6rd";
    static final String ANNA_EMAIL = "anna@bees.example";

    private static final Path UNPACKED = Path.of("target", "keycloak");
    private static final String WATCH = "\"$0\" \"$@\" </dev/null & child=$!; read -r unused; kill -9 \"$child\"";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final List<String> JVM = List.of(
            "-Xms64m",
            "-Xmx384m",
            "-XX:MaxMetaspaceSize=256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                    + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dpicocli.disable.closures=true",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED");

    private final Path home = home();
    private final Path log;
    private final int port;
    private final List<Process> processes = new ArrayList<>();

    private Keycloak(int port, Path folder) {
        this.port = port;
        log = folder.resolve("keycloak.log");
    }

    /** One that is not there yet. @param folder where it writes its log */
    static Keycloak prepare(Path folder) {
        return new Keycloak(Ports.choosePort(), folder);
    }

    /** Who it will say that it is. */
    String issuer() {
        return "http://127.0.0.1:" + port + "/realms/bees";
    }

    /** Starts it, and waits until it answers. @param callback the one place where it sends browsers back to */
    void start(URI callback) {
        try {
            Path realm = Files.createDirectories(home.resolve("data").resolve("import"))
                    .resolve("bees-realm.json");
            Files.writeString(realm, realm(callback));
            Process build = spawn("-Dkc.config.build-and-exit=true");
            await(() -> !build.isAlive() || !alive(build), "Keycloak to prepare itself");
            close(build);
            Process server = spawn("-Dkc.config.built=true");
            await(() -> server.isAlive() && answers(), "Keycloak to answer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await(java.util.concurrent.Callable<Boolean> condition, String what) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }

    /** Whether what the shell watches over still runs. */
    private static boolean alive(Process shell) {
        return shell.children().findAny().isPresent();
    }

    private Process spawn(String phase) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", WATCH));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of(
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                phase,
                "-cp",
                home.resolve("lib").resolve("quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "--profile=dev",
                "start-dev",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--cache=local",
                "--db=dev-mem",
                "--import-realm"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private boolean answers() throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(issuer()))
                                            .timeout(Duration.ofSeconds(20))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path home() {
        try (Stream<Path> entries = Files.list(UNPACKED)) {
            return entries.filter(entry -> Files.exists(entry.resolve("lib").resolve("quarkus-run.jar")))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException("the build unpacks Keycloak before integration tests", e);
        }
    }

    private static String realm(URI callback) {
        return """
                {
                  "realm": "bees",
                  "enabled": true,
                  "clients": [{
                    "clientId": "%s",
                    "secret": "%s",
                    "redirectUris": ["%s"],
                    "attributes": {"pkce.code.challenge.method": "S256"}
                  }],
                  "users": [%s, %s]
                }
                """.formatted(
                        CLIENT, CLIENT_SECRET, callback, person("anna", ANNA_EMAIL), person("bob", "bob@bees.example"));
    }

    private static String person(String name, String email) {
        return """
                {
                  "username": "%s",
                  "email": "%s",
                  "emailVerified": true,
                  "firstName": "A",
                  "lastName": "Bee",
                  "enabled": true,
                  "credentials": [{"type": "password", "value": "%s"}]
                }
                """.formatted(name, email, PASSWORD);
    }

    private static void close(Process shell) throws IOException {
        shell.getOutputStream().close();
    }

    @Override
    public void close() {
        for (Process process : processes) {
            try {
                close(process);
                process.waitFor(20, TimeUnit.SECONDS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
