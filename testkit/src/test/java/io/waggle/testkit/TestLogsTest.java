package io.waggle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check that a run's logs keep secrets can fail. */
final class TestLogsTest {

    @TempDir
    private Path directory;

    private @Nullable String before;

    @SuppressWarnings("NullAway.Init")
    TestLogsTest() {}

    @BeforeEach
    void use() {
        before = System.getProperty(TestLogs.DIRECTORY_PROPERTY);
        System.setProperty(TestLogs.DIRECTORY_PROPERTY, directory.toString());
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(TestLogs.DIRECTORY_PROPERTY);
        } else {
            System.setProperty(TestLogs.DIRECTORY_PROPERTY, before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the token eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbm5hIn0.c2ln is bad",
                "refreshed wgr1_AAAAAAAAAAAAAAAA",
                "a code for +4915123456701",
                "mail to anna.b@mail.example.org failed",
                "WDJB-MJHT was approved",
                "-----BEGIN PRIVATE KEY-----"
            })
    void whatLooksLikeASecretIsALeak(String line) throws IOException {
        Files.writeString(directory.resolve("a.log"), "all is well\n" + line + "\n");

        assertThat(TestLogs.leaks(directory, ignored -> false))
                .singleElement()
                .satisfies(leak -> assertThat(leak.line()).isEqualTo(2));
        assertThat(TestLogs.leaks(directory, ignored -> true)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-27T12:00:00.123+01:00 INFO [main] i.w.broker.Waggle - ready",
                "io.waggle.broker.Foo@1b2c3d4e is there",
                "anna/phone was sent row 17 5 times",
                "PRIVATE KEY of the file is not readable"
            })
    void whatDoesNotIsNone(String line) throws IOException {
        Files.writeString(directory.resolve("a.log"), line + "\n");

        assertThat(TestLogs.leaks(directory, ignored -> false)).isEmpty();
    }

    @Test
    void whatATestHasNotedIsALeakWhereverItIs() throws IOException {
        TestLogs.mustNotBeLogged("4711081512");
        TestLogs.mustNotBeLogged("the text of a message");
        TestLogs.keep(java.util.List.of(
                Files.writeString(directory.resolveSibling("one.log"), "code 4711081512\n"),
                Files.writeString(directory.resolveSibling("two.log"), "all is well\n")));

        assertThat(TestLogs.noted(directory)).isEqualTo(2);
        assertThat(TestLogs.logs(directory)).hasSize(2);
        assertThat(TestLogs.leaks(directory, ignored -> false)).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> TestLogs.mustNotBeLogged("123456"));
    }
}
