package io.waggle.broker.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.config.TokenConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.token.TokenVerdict.Valid;
import io.waggle.protocol.Address;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenCommandTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path home;

    private final Properties system = new Properties();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/waggle.properties"), "");
    }

    @Test
    void printsNothingButATokenThatTheBrokerOfThatHomeBelieves() {
        assertThat(run("alice", "tablet", "--home", home.toString())).isZero();

        assertThat(text(out)).matches("\\S+\\n");
        assertThat(text(err)).isEmpty();
        assertThat(verdict()).isEqualTo(new Valid(Address.of("alice", "tablet"), NOW.plus(Duration.ofDays(30)), null));
    }

    @Test
    void theDeviceIsAPhoneUnlessSaidOtherwiseAndTheLifetimeIsChosen() {
        assertThat(run("--ttl", "2h", "alice", "--home", home.toString())).isZero();

        assertThat(verdict()).isEqualTo(new Valid(Address.of("alice", "phone"), NOW.plus(Duration.ofHours(2)), null));
    }

    @Test
    void readsTheConfigurationThatTheBrokerReads() throws IOException {
        Path elsewhere = Files.writeString(home.resolve("other.properties"), "token.issuer = other\n");
        system.setProperty("waggle.config", elsewhere.toString());
        system.setProperty("waggle.set.token.audience", "set");

        assertThat(run("alice", "--home", home.toString())).isZero();

        TokenConfig config = WaggleConfig.defaults(home.resolve("data")).token();
        TokenConfig theirs = new TokenConfig(
                "other",
                TokenConfig.Developer.AUTO,
                "set",
                config.keyDirectory(),
                config.clockSkew(),
                config.maxLifetime(),
                config.rememberedMax());
        assertThat(verify(theirs)).isInstanceOf(Valid.class);
    }

    @Test
    void aNewKeyIsMadeOnRequestOnly() throws IOException {
        run("alice", "--home", home.toString());
        run("alice", "--home", home.toString());
        assertThat(keyFiles()).isEqualTo(1);

        assertThat(run("alice", "--home", home.toString(), "--new-key")).isZero();

        assertThat(keyFiles()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', expected ACCOUNT",
        "a b c, expected ACCOUNT",
        "al/ice, not a valid account id",
        "alice +, not a valid device id",
        "alice --ttl, --ttl needs a value",
        "alice --home, --home needs a value",
        "alice --color, unknown option --color",
    })
    void wrongArgumentsAreExplainedWithTheUsage(String arguments, String explanation) {
        String[] args =
                Stream.of(arguments.split(" ")).filter(it -> !it.isEmpty()).toArray(String[]::new);

        assertThat(run(args)).isEqualTo(2);
        assertThat(text(err)).contains(explanation, "usage: token ACCOUNT [DEVICE]");
        assertThat(text(out)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"401d", "0s", "forever", "-1d", "500ms"})
    void aLifetimeThatNoTokenMayHaveIsExplained(String ttl) {
        assertThat(run("alice", "--ttl", ttl, "--home", home.toString())).isEqualTo(1);

        assertThat(text(err)).contains("--ttl = '" + ttl + "': allowed is a duration from 1s to 400d");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void aHomeWithoutAConfigurationIsExplained() {
        assertThat(run("alice", "--home", home.resolve("nowhere").toString())).isEqualTo(1);

        assertThat(text(err)).contains("cannot read the configuration file");
    }

    private int run(String... args) {
        return new TokenCommand(system, CLOCK, printer(out), printer(err)).run(args);
    }

    private TokenVerdict verdict() {
        return verify(WaggleConfig.defaults(home.resolve("data")).token());
    }

    private TokenVerdict verify(TokenConfig config) {
        SigningKeys keys = SigningKeys.open(config.keyDirectory(), CLOCK);
        return new TokenVerifier(keys, config, new Issuers("https://accounts.example", config.issuer()), CLOCK)
                .verify(text(out).strip());
    }

    private long keyFiles() throws IOException {
        try (Stream<Path> files =
                Files.list(WaggleConfig.defaults(home.resolve("data")).token().keyDirectory())) {
            return files.filter(file -> file.toString().endsWith(".jwk")).count();
        }
    }

    private static PrintStream printer(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream from) {
        return from.toString(StandardCharsets.UTF_8);
    }
}
