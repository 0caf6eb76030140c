package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.packaging.Commands.Result;
import io.waggle.client.ClientOptions;
import io.waggle.client.ConnectionState;
import io.waggle.client.WaggleClient;
import io.waggle.client.WaggleListener;
import io.waggle.client.api.ApiOptions;
import io.waggle.client.api.CredentialFile;
import io.waggle.client.api.DeviceSession;
import io.waggle.client.api.SignIn;
import io.waggle.client.api.Tokens;
import io.waggle.client.api.WaggleApi;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.protocol.AccountId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README, done: its commands as they stand there, and its Java as it stands there. {@code ./waggle test} is what runs
 * this; {@code ./waggle demo} is the business of {@link DemoIT}, {@code ./waggle up --tls} of {@link LauncherIT}.
 */
final class ReadmeIT {

    private static final Path README = Commands.ROOT.resolve("README.md");

    /** Where the README's Java puts them: in the working directory. */
    private static final List<Path> EXAMPLE_FILES = List.of(Path.of("anna.db"), Path.of("anna.credentials"));

    private static final Pattern CODE = Pattern.compile("Waggle code for (\\S+): ([0-9]+) ");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void itsCommandsAreTheOnesThatAreTried() throws IOException {
        assertThat(blocks("sh"))
                .containsExactly(
                        "./waggle up",
                        "./waggle up --tls",
                        "./waggle demo",
                        "./waggle token alice phone",
                        "./waggle test");
        assertThat(Files.readString(Commands.ROOT.resolve(".ci/run"))).contains("./waggle test");
    }

    @Test
    void aNewcomerStartsTheBrokerSignsUpAndSendsAMessage() throws Exception {
        removeExampleFiles();
        Path out = folder.resolve("up.txt");
        Process up = shell("./waggle up")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> !up.isAlive() || text(out).contains("Ctrl-C stops it"));
            assertThat(up.isAlive()).as(text(out)).isTrue();
            // The data in the checkout stays, and an address gets only so many codes a day: others each time.
            String suffix = Long.toHexString(System.nanoTime()) + "@example.org";
            Heard bob = new Heard();
            DeviceSession bobs = signUp("bob" + suffix, out);
            try (WaggleClient friend = client(bobs, bob)) {
                friend.connect();
                await().atMost(PATIENCE).until(() -> friend.state() == ConnectionState.ONLINE);
                Heard anna = new Heard();
                new Example()
                        .run(
                                "anna" + suffix,
                                () -> codeFor("anna" + suffix, out),
                                bobs.device().account(),
                                anna,
                                () -> anna.awaitStatus("DELIVERED"));
                await().atMost(PATIENCE).until(() -> bob.texts.contains("Hi Bob"));
            }
            assertThat(tokenOf("alice", "phone")).isNotEmpty();
            new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor();
            assertThat(up.waitFor(60, TimeUnit.SECONDS))
                    .as("Ctrl-C ends it, unless whatever runs the tests has SIGINT ignored")
                    .isTrue();
        } finally {
            up.descendants().forEach(ProcessHandle::destroyForcibly);
            up.destroyForcibly();
            removeExampleFiles();
        }
    }

    private static void removeExampleFiles() throws IOException {
        for (Path file : EXAMPLE_FILES) {
            Files.deleteIfExists(file);
        }
    }

    /** The code that stands in the terminal. */
    private static String codeFor(String address, Path terminal) {
        return await().atMost(PATIENCE)
                .until(
                        () -> CODE.matcher(text(terminal))
                                .results()
                                .filter(code -> code.group(1).equals(address))
                                .map(code -> code.group(2))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private DeviceSession signUp(String address, Path terminal) throws IOException {
        SignIn signIn = WaggleApi.of(URI.create("http://127.0.0.1:8080"), ApiOptions.DEFAULT)
                .signIn();
        Tokens tokens = signIn.finish(signIn.verifyEmail(address), codeFor(address, terminal), "a phone");
        return DeviceSession.begin(tokens, signIn, new CredentialFile(folder.resolve("credentials")));
    }

    /** The Java of the README. What stands between the marks must stand there too. */
    private static final class Example {

        void run(
                String address,
                Supplier<String> codeThatCame,
                AccountId bob,
                WaggleListener listener,
                Runnable untilArrived)
                throws IOException {
            // README begins
            SignIn signIn = WaggleApi.of(URI.create("http://127.0.0.1:8080"), ApiOptions.DEFAULT)
                    .signIn();
            SignIn.Verification sent = signIn.verifyEmail(address);
            Tokens tokens = signIn.finish(sent, codeThatCame.get(), "Anna's phone");
            DeviceSession anna = DeviceSession.begin(tokens, signIn, new CredentialFile(Path.of("anna.credentials")));

            ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(Path.of("anna.db")), anna.device());
            ClientOptions options = ClientOptions.of(anna.device(), URI.create("tcp://127.0.0.1:1883"), anna);
            try (WaggleClient client = WaggleClient.open(options, store, new PahoTransport(), listener)) {
                client.connect();
                client.send(Draft.direct(anna.device().account(), bob, "Hi Bob"));
                // README ends
                untilArrived.run();
            }
        }
    }

    @Test
    void itsJavaIsTheJavaThatIsTried() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/waggle/broker/packaging/ReadmeIT.java"));
        String tried = source.substring(
                source.indexOf("// README begins") + "// README begins".length(), source.indexOf("// README ends"));

        assertThat(words(blocks("java").get(0))).isEqualTo(words(tried + "}"));
    }

    /** The properties of the README are keys that there are. */
    @Test
    void itsPropertiesAreInTheShippedFile() throws IOException {
        String shipped = Files.readString(Commands.ROOT.resolve("config/waggle.properties"));

        assertThat(blocks("properties").get(0).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(shipped).contains("\n" + line.substring(0, line.indexOf(" = ") + 3)));
    }

    /** Where lines end does not count. */
    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static final class Heard implements WaggleListener {
        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final List<String> statuses = new CopyOnWriteArrayList<>();

        @Override
        public void onMessage(StoredMessage message) {
            texts.add(message.text().orElseThrow());
        }

        @Override
        public void onStatus(StatusChange change) {
            statuses.add(change.status().toString());
        }

        void awaitStatus(String status) {
            await().atMost(PATIENCE).until(() -> statuses.contains(status));
        }
    }

    private WaggleClient client(DeviceSession session, WaggleListener listener) {
        ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(folder.resolve("friend.db")), session.device());
        return WaggleClient.open(
                ClientOptions.of(session.device(), URI.create("tcp://127.0.0.1:1883"), session),
                store,
                new PahoTransport(),
                listener);
    }

    private String tokenOf(String account, String device) throws Exception {
        Result result = Commands.run(
                List.of("bash", "-c", "WAGGLE_NO_BUILD=1 ./waggle token " + account + " " + device), Commands.ROOT);
        assertThat(result.status()).as(result.err()).isZero();
        return result.out().strip();
    }

    private static ProcessBuilder shell(String command) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", "exec " + command);
        builder.directory(Commands.ROOT.toFile());
        builder.environment().put("WAGGLE_NO_BUILD", "1");
        return builder;
    }

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(README));
        while (matcher.find()) {
            blocks.add(matcher.group(1).strip());
        }
        return blocks;
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
