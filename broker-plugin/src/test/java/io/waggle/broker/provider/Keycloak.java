package io.waggle.broker.provider;

import io.waggle.testkit.Ports;
import java.io.File;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A Keycloak in a process of its own, on loopback and with everything in memory, that the build has unpacked. It has one realm with
 * one client, which is us, and a few people.
 *
 * <p>A shell watches over it that ends it when its own input ends: when this is closed, and also when this JVM is killed.
 */
final class Keycloak implements AutoCloseable {

    static final String CLIENT = "waggle";
    static final String CLIENT_SECRET = "the-secret-of-a-client-that-exists-for-a-minute";
    static final String PASSWORD = "p\u00e4ss & w\u00f6rd";
    static final String EMAIL_DOMAIN = "@bees.example";

    /** Each in one test, so that nobody has too many devices. */
    private static final List<String> PEOPLE = List.of("anna", "bob", "carol", "dave", "erin", "frank");

    private static final Path UNPACKED = Path.of("target", "keycloak");
    private static final String WATCH = "\"$0\" \"$@\" </dev/null & child=$!; read -r unused; kill -9 \"$child\"";
    private static final File LOG = new File("target", "keycloak.log");
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
    private final int port = Ports.choosePort();
    private @Nullable Process server;

    /** Who it will say that it is. */
    String issuer() {
        return "http://127.0.0.1:" + port + "/realms/bees";
    }

    /** Starts it, to send browsers back to the one place that is given, and waits until it answers. */
    void start(URI callback) {
        try {
            Path realm = Files.createDirectories(home.resolve("data").resolve("import"))
                    .resolve("bees-realm.json");
            Files.writeString(realm, realm(callback));
            prepare();
            server = new ProcessBuilder(command(List.of("sh", "-c", WATCH), "-Dkc.config.built=true"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG))
                    .start();
            Awaitility.await("Keycloak to answer; see " + LOG)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(this::answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a first start would do in the same process, and slower; it ends by itself. */
    private void prepare() throws IOException {
        Process build = new ProcessBuilder(command(List.of(), "-Dkc.config.build-and-exit=true"))
                .redirectErrorStream(true)
                .redirectOutput(LOG)
                .start();
        if (!awaitEnd(build, PATIENCE)) {
            build.destroyForcibly();
            throw new IllegalStateException("Keycloak did not prepare itself; see " + LOG);
        }
    }

    private static boolean awaitEnd(Process process, Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<String> command(List<String> before, String phase) {
        List<String> command = new ArrayList<>(before);
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
        return command;
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
                  "users": [%s]
                }
                """.formatted(
                        CLIENT,
                        CLIENT_SECRET,
                        callback,
                        PEOPLE.stream().map(Keycloak::person).collect(Collectors.joining(", ")));
    }

    private static String person(String name) {
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
                """.formatted(name, name + EMAIL_DOMAIN, PASSWORD);
    }

    @Override
    public void close() {
        if (server != null) {
            try {
                server.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            awaitEnd(server, Duration.ofSeconds(20));
        }
    }
}
