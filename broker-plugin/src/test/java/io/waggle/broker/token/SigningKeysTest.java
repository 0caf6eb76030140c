package io.waggle.broker.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import io.waggle.broker.config.TokenConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.secret.SecretException;
import io.waggle.broker.token.TokenVerdict.Refusal;
import io.waggle.broker.token.TokenVerdict.Refused;
import io.waggle.broker.token.TokenVerdict.Valid;
import io.waggle.protocol.Address;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningKeysTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Clock LATER = Clock.offset(CLOCK, Duration.ofDays(10));
    private static final Address ALICE = Address.of("alice", "phone");

    @TempDir
    private Path folder;

    private TokenConfig config;
    private Path directory;

    @BeforeEach
    void configure() {
        config = WaggleConfig.defaults(folder).token();
        directory = config.keyDirectory();
    }

    @Test
    void theFirstOpeningMakesOneKeyThatOnlyItsOwnerMayRead() throws IOException {
        SigningKeys.open(directory, CLOCK);

        assertThat(keyFiles()).hasSize(1);
        assertThat(permissions(keyFiles().get(0))).isEqualTo("rw-------");
        assertThat(permissions(directory)).isEqualTo("rwx------");
    }

    @Test
    void laterOpeningsFindTheSameKey() throws IOException {
        String token = mint(SigningKeys.open(directory, CLOCK), CLOCK);

        SigningKeys again = SigningKeys.open(directory, LATER);

        assertThat(keyFiles()).hasSize(1);
        assertThat(verify(again, token)).isInstanceOf(Valid.class);
    }

    @Test
    void afterRotationTheNewestKeySignsAndAllVerify() throws IOException {
        SigningKeys before = SigningKeys.open(directory, CLOCK);
        String oldToken = mint(before, CLOCK);

        SigningKeys after = SigningKeys.openWithNewKey(directory, LATER);
        String newToken = mint(after, LATER);

        assertThat(keyFiles()).hasSize(2);
        assertThat(verify(after, oldToken)).isInstanceOf(Valid.class);
        assertThat(verify(after, newToken)).isInstanceOf(Valid.class);
        assertThat(verify(before, newToken)).isEqualTo(new Refused(Refusal.UNKNOWN_KEY));
    }

    @Test
    void aRemovedKeyVerifiesNothingAnyMore() throws IOException {
        String oldToken = mint(SigningKeys.open(directory, CLOCK), CLOCK);
        Path oldFile = keyFiles().get(0);
        SigningKeys.openWithNewKey(directory, LATER);
        Files.delete(oldFile);

        assertThat(verify(SigningKeys.open(directory, LATER), oldToken)).isEqualTo(new Refused(Refusal.UNKNOWN_KEY));
    }

    @Test
    void aPublicKeyVerifiesAndDoesNotSign() throws Exception {
        OctetKeyPair elsewhere = key();
        Files.createDirectories(directory);
        write("public.jwk", elsewhere.toPublicJWK().toJSONString(), "rw-r--r--");
        SigningKeys keys = SigningKeys.open(directory, CLOCK);

        assertThat(keyFiles()).as("no private key was made beside it").hasSize(1);
        assertThat(keys.has(elsewhere.getKeyID())).isTrue();
        assertThatThrownBy(() -> new TokenMinter(keys, config, CLOCK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no private key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void aPrivateKeyThatOthersMayReadOrWriteStopsTheStart(String permissions) throws Exception {
        Files.createDirectories(directory);
        write("k.jwk", key().toJSONString(), permissions);

        assertThatThrownBy(() -> SigningKeys.open(directory, CLOCK))
                .isInstanceOf(SecretException.class)
                .hasMessageContaining("k.jwk")
                .hasMessageContaining(permissions)
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "not json", "{}", "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}"})
    void aFileThatIsNoKeyStopsTheStartAndIsNotQuoted(String content) throws Exception {
        Files.createDirectories(directory);
        write("k.jwk", content, "rw-------");

        assertThatThrownBy(() -> SigningKeys.open(directory, CLOCK))
                .isInstanceOf(SecretException.class)
                .hasMessageContaining("k.jwk: is not a JWK of an Ed25519 key")
                .hasMessageNotContaining("c2VjcmV0")
                .hasNoCause();
    }

    @Test
    void bytesThatAreNoTextAndAFileThatIsTooLargeStopTheStart() throws Exception {
        Files.createDirectories(directory);
        Path file = write("k.jwk", "", "rw-------");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> SigningKeys.open(directory, CLOCK)).hasMessageContaining("is not a JWK");

        Files.write(file, new byte[8_193]);
        assertThatThrownBy(() -> SigningKeys.open(directory, CLOCK)).hasMessageContaining("larger than 8192 bytes");
    }

    @Test
    void aKeyWithoutAnIdOrOfAnotherCurveOrWithAWrongHalfStopsTheStart() throws Exception {
        Files.createDirectories(directory);
        OctetKeyPair one = key();
        OctetKeyPair other = key();
        OctetKeyPair mixed = new OctetKeyPair.Builder(Curve.Ed25519, other.getX())
                .d(one.getD())
                .keyID("mixed")
                .build();
        OctetKeyPair nameless = new OctetKeyPair.Builder(one).keyID(null).build();
        OctetKeyPair x25519 =
                new OctetKeyPair.Builder(Curve.X25519, one.getX()).keyID("x").build();

        assertRefused(mixed, "halves do not belong together");
        assertRefused(nameless, "has no key id");
        assertRefused(x25519, "curve X25519");
    }

    @Test
    void twoFilesWithOneKeyIdStopTheStart() throws Exception {
        Files.createDirectories(directory);
        String key = key().toJSONString();
        write("a.jwk", key, "rw-------");
        write("b.jwk", key, "rw-------");

        assertThatThrownBy(() -> SigningKeys.open(directory, CLOCK))
                .hasMessageContaining("b.jwk")
                .hasMessageContaining("same key id");
    }

    @Test
    void otherFilesInTheDirectoryAreLeftAlone() throws Exception {
        Files.createDirectories(directory);
        Path keyset = write("inbox-keyset.json", "not ours", "rw-r--r--");
        Path unfinished = write("token-x.jwk.new", "half a k", "rw-------");

        SigningKeys.open(directory, CLOCK);

        assertThat(keyset).hasContent("not ours");
        assertThat(unfinished).hasContent("half a k");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Files.createDirectories(directory.getParent());
        Files.writeString(directory, "a file in its place");

        assertThatThrownBy(() -> SigningKeys.open(directory, CLOCK))
                .isInstanceOf(SecretException.class)
                .hasMessageContaining(directory.toString());
    }

    @Test
    void twoProcessesThatStartAtOnceEndUpWithOneKey() throws Exception {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/waggle.properties"), "");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(tokenCommand());
        }
        List<String> tokens = new ArrayList<>();
        for (Process process : processes) {
            tokens.add(process.inputReader().readLine());
            assertThat(process.waitFor()).isZero();
        }

        config = WaggleConfig.defaults(folder.resolve("data")).token();
        directory = config.keyDirectory();
        assertThat(keyFiles()).hasSize(1);
        TokenVerifier verifier = new TokenVerifier(
                SigningKeys.open(directory, CLOCK),
                config,
                new Issuers("https://accounts.example", config.issuer()),
                Clock.systemUTC());
        assertThat(tokens)
                .allSatisfy(token -> assertThat(verifier.verify(token)).isInstanceOf(Valid.class));
    }

    private Process tokenCommand() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        TokenCommand.class.getName(),
                        "alice",
                        "--home",
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void assertRefused(OctetKeyPair key, String problem) throws IOException {
        Path file = write("k.jwk", key.toJSONString(), "rw-------");
        assertThatThrownBy(() -> SigningKeys.open(directory, CLOCK))
                .isInstanceOf(SecretException.class)
                .hasMessageContaining(problem);
        Files.delete(file);
    }

    private Path write(String name, String content, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static OctetKeyPair key() throws Exception {
        return new OctetKeyPairGenerator(Curve.Ed25519)
                .keyIDFromThumbprint(true)
                .generate();
    }

    private List<Path> keyFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.jwk")) {
            entries.forEach(files::add);
        }
        return files;
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private String mint(SigningKeys keys, Clock clock) {
        return new TokenMinter(keys, config, clock).mint(ALICE, Duration.ofDays(30));
    }

    private TokenVerdict verify(SigningKeys keys, String token) {
        return new TokenVerifier(keys, config, new Issuers("https://accounts.example", config.issuer()), LATER)
                .verify(token);
    }
}
