package io.waggle.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waggle.broker.config.ConfigException;
import io.waggle.testkit.TestAuthority;
import io.waggle.testkit.TestAuthority.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a certificate is said before a client finds out. */
final class CredentialsTest {

    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String KEY_END = "-----END PRIVATE KEY-----\n";

    @TempDir
    private static Path shared;

    private static TestAuthority authority;
    private static Issued good;

    @TempDir
    private Path folder;

    @BeforeAll
    static void issue() {
        authority = new TestAuthority(shared.resolve("authority"));
        good = authority.server("good", "dns:localhost");
    }

    @ParameterizedTest
    @CsvSource({"ec256,EC,-groupname,secp256r1", "ec384,EC,-groupname,secp384r1", "rsa,RSA,-keysize,2048"})
    void takesTheKindsOfKeysThatClientsTake(String name, String kind, String option, String size) {
        Issued issued = authority.issue(name, "-keyalg", kind, option, size);

        Credentials credentials = read(issued);

        assertThat(credentials.chain()).hasSize(2);
        assertThat(credentials.toString()).isEqualTo("CN=" + name);
        assertThat(credentials.expires()).isAfter(Instant.now());
    }

    @Test
    void whatStandsBetweenTheBlocksIsNoMatter() throws IOException {
        Path certificate = write(
                "c.pem",
                "subject=good\r\n" + Files.readString(good.certificate()).replace("\n", "\r\n"));
        Path key = secret("k.pem", "# a key\n" + Files.readString(good.privateKey()));

        assertThat(read(new Issued(certificate, key)).chain()).hasSize(2);
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsRefused() {
        Issued other = authority.server("other", "dns:localhost");

        assertThat(faultOf(new Issued(good.certificate(), other.privateKey())))
                .startsWith("tls.private-key = '" + other.privateKey() + "': ")
                .contains("not the key of the certificate");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() {
        Issued rsa = authority.issue("of-another-kind", "-keyalg", "RSA", "-keysize", "2048");

        assertThat(faultOf(new Issued(good.certificate(), rsa.privateKey())))
                .contains("not a private key (PKCS#8) of the kind of the certificate's, EC");
    }

    @Test
    void anExpiredOneIsRefusedAndOneThatIsNotYetValid() {
        assertThat(faultOf(good, Instant.now().plus(Duration.ofDays(365))))
                .startsWith("tls.certificate = '" + good.certificate() + "': ")
                .contains("its certificate for CN=good has expired, on ");
        assertThat(faultOf(good, Instant.now().minus(Duration.ofDays(1)))).contains("is not valid before ");
    }

    @Test
    void weakKeysAreRefused() {
        assertThat(faultOf(authority.issue("weak", "-keyalg", "RSA", "-keysize", "1024")))
                .contains("allowed are EC of at least 256 bits and RSA of at least 2048");
        assertThat(faultOf(authority.issue("edwards", "-keyalg", "Ed25519"))).contains("for a key of the kind EdDSA");
    }

    @Test
    void oneThatIsForClientsIsRefused() {
        assertThat(faultOf(authority.client("client"))).contains("is not for servers");
    }

    @Test
    void aChainOutOfOrderIsRefused() throws IOException {
        String mine = Files.readString(good.certificate());
        String last = "-----END CERTIFICATE-----\n";
        String leaf = mine.substring(0, mine.indexOf(last) + last.length());
        String elsewhere = Files.readString(new TestAuthority(folder.resolve("elsewhere")).certificate());

        assertThat(faultOf(new Issued(write("c.pem", leaf + elsewhere), good.privateKey())))
                .contains("its certificate 1 is not signed by the one after it");
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        Path key = secret("k.pem", Files.readString(good.privateKey()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(faultOf(new Issued(good.certificate(), key)))
                .contains("tls.private-key", key.toString(), "rw-r-----", "chmod 600");
    }

    @ParameterizedTest
    @CsvSource({"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void anotherEncodingIsAnsweredWithTheCommandThatConvertsIt(String label) throws IOException {
        Path key = secret("k.pem", "-----BEGIN " + label + "-----\nc2VjcmV0\n-----END " + label + "-----\n");

        assertThat(faultOf(new Issued(good.certificate(), key)))
                .contains("openssl pkcs8 -topk8 -nocrypt")
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void whatIsNoKeyOrNoCertificateIsRefusedWithoutQuotingIt() throws IOException {
        Path twice = secret("twice.pem", Files.readString(good.privateKey()).repeat(2));
        Path noise = secret("noise.pem", KEY_BEGIN + "c2VjcmV0\n" + KEY_END);
        Path odd = secret("odd.pem", KEY_BEGIN + "c2VjcmV0=c\n" + KEY_END);
        Path empty = write("empty.pem", "");
        Path none = write("none.pem", "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n");

        assertThat(faultOf(new Issued(good.certificate(), twice))).contains("2 blocks \"BEGIN PRIVATE KEY\"");
        assertThat(faultOf(new Issued(good.certificate(), noise)))
                .contains("not a private key")
                .doesNotContain("c2VjcmV0");
        assertThat(faultOf(new Issued(good.certificate(), odd)))
                .contains("not Base64")
                .doesNotContain("c2VjcmV0");
        assertThat(faultOf(new Issued(empty, good.privateKey()))).contains("0 blocks \"BEGIN CERTIFICATE\"");
        assertThat(faultOf(new Issued(none, good.privateKey())))
                .contains("its certificate 1 is not one")
                .doesNotContain("c2VjcmV0");
    }

    @Test
    void filesThatAreMissingOrEndlessAreRefused() throws IOException {
        Path missing = folder.resolve("missing.pem");

        assertThat(faultOf(new Issued(missing, good.privateKey())))
                .contains("tls.certificate", missing.toString(), "cannot be read", "NoSuchFile");
        assertThat(faultOf(new Issued(good.certificate(), missing))).contains("tls.private-key", "NoSuchFile");
        assertThat(faultOf(new Issued(write("large.pem", " ".repeat(1 << 21)), good.privateKey())))
                .contains("larger than");
    }

    @Test
    void neitherTheFileNorTheCredentialsSayTheirSecret() throws IOException {
        String secret = Files.readAllLines(good.privateKey()).get(1);

        assertThat(PemFile.readSecret("tls.private-key", good.privateKey()).toString())
                .doesNotContain(secret);
        assertThat(files(good).toString()).doesNotContain(secret);
    }

    private static TlsFiles files(Issued issued) {
        return new TlsFiles(
                PemFile.read("tls.certificate", issued.certificate()),
                PemFile.readSecret("tls.private-key", issued.privateKey()),
                Optional.empty());
    }

    private static Credentials read(Issued issued) {
        return Credentials.of(files(issued), Instant.now());
    }

    private static String faultOf(Issued issued) {
        return faultOf(issued, Instant.now());
    }

    private static String faultOf(Issued issued, Instant now) {
        ConfigException fault = catchThrowableOfType(ConfigException.class, () -> Credentials.of(files(issued), now));
        assertThat(fault.getCause()).as("a cause may quote a key").isNull();
        return String.join("\n", fault.faults());
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path secret(String name, String content) throws IOException {
        Path file = write(name, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
