package io.waggle.broker.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.HttpCaller;
import io.waggle.broker.HttpCaller.Tokens;
import io.waggle.broker.TestApi;
import io.waggle.broker.token.OperatorTokens;
import io.waggle.broker.token.SigningKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, against an API of the same home. */
final class AccountCommandTest {

    @TempDir
    private Path home;

    private final Properties system = new Properties();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestApi api;

    @SuppressWarnings("NullAway.Init")
    AccountCommandTest() {}

    @BeforeEach
    void start() throws IOException {
        api = new TestApi(home.resolve("data"));
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(
                home.resolve("conf/waggle.properties"),
                "http.port = " + api.address().getPort() + "\n");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void anAccountIsShownSuspendedResumedAndDeleted() {
        Tokens anna = api.signIn("anna@example.org");
        HttpCaller caller = new HttpCaller(api.address()).as(anna);

        assertThat(run("show", anna.account())).isZero();
        assertThat(text(out)).contains("\"state\":\"active\"").doesNotContain("anna@");
        assertThat(run("suspend", anna.account())).isZero();
        out.reset();
        assertThat(run("show", anna.account())).isZero();
        assertThat(text(out)).contains("\"state\":\"suspended\"");
        assertThat(run("resume", anna.account())).isZero();
        assertThat(run("delete", anna.account())).isZero();
        caller.get("/v1/account").expect(401);
        assertThat(text(err)).isEmpty();

        assertThat(run("delete", anna.account())).isEqualTo(1);
        assertThat(text(err)).isEqualTo("There is no account " + anna.account() + "\n");
    }

    @Test
    void theTokenThatItPrintsIsTheOperatorsForTenMinutes() {
        assertThat(run("token")).isZero();

        OperatorTokens now = new OperatorTokens(
                SigningKeys.open(home.resolve("data/waggle/keys"), api.clock()), Duration.ZERO, api.clock());
        assertThat(now.accepts(text(out).strip())).isTrue();
        api.clock().advance(Duration.ofMinutes(10));
        assertThat(now.accepts(text(out).strip())).isFalse();
        assertThat(text(err)).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodIsExplainedAndDoesNothing() {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("show"),
                List.of("destroy", "anna"),
                List.of("show", "anna", "bob"),
                List.of("token", "anna"),
                List.of("show", "not an id"),
                List.of("show", "../x"),
                List.of("show", "--force", "anna"),
                List.of("DELETE", "anna"),
                List.of("show", "anna", "--home"))) {
            err.reset();
            int status =
                    new AccountCommand(system, api.clock(), print(out), print(err)).run(wrong.toArray(String[]::new));
            assertThat(status).as("%s", wrong).isEqualTo(2);
            assertThat(text(err)).contains("usage: account show ID");
        }
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aBrokerThatDoesNotAnswerIsSaidSo() {
        api.close();
        assertThat(run("show", "anna")).isEqualTo(1);
        assertThat(text(err)).startsWith("The broker's API was not reached");
    }

    @Test
    void aKeyThatTheBrokerDoesNotKnowIsRefused() {
        system.setProperty("waggle.set.token.key-directory", "otherkeys");
        assertThat(run("show", "anna")).isEqualTo(1);
        assertThat(text(err)).startsWith("The API said 401").doesNotContain("Bearer ey");
    }

    @Test
    void whatTheConfigurationDoesNotSayIsAskedFor() {
        system.setProperty("waggle.set.http.port", "0");
        assertThat(run("show", "anna")).isEqualTo(1);
        assertThat(text(err)).contains("--http-port");
        err.reset();

        system.setProperty("waggle.set.http.port", "80x");
        assertThat(run("show", "anna")).isEqualTo(1);
        assertThat(text(err)).contains("http.port = '80x'");
    }

    private int run(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--home";
        all[words.length + 1] = home.toString();
        return new AccountCommand(system, api.clock(), print(out), print(err)).run(all);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
