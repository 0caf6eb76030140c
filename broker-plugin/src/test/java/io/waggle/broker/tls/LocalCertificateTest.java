package io.waggle.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.inbox.SettableClock;
import io.waggle.testkit.TestAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalCertificateTest {

    @TempDir
    private Path folder;

    @Test
    void isForThisMachineAndSignedByAnAuthorityWhoseKeyIsNowhere() throws Exception {
        make(Clock.systemUTC());

        List<X509Certificate> chain = certificates("server.pem");
        X509Certificate authority = certificates("ca.pem").get(0);
        List<Object> names = new ArrayList<>();
        chain.get(0).getSubjectAlternativeNames().forEach(name -> names.add(name.get(1)));
        assertThat(names).containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(chain).hasSize(2).last().isEqualTo(authority);
        assertThat(authority.getBasicConstraints())
                .as("an authority, of nothing deeper")
                .isZero();
        assertThat(chain.get(0).getBasicConstraints()).as("not an authority").isEqualTo(-1);
        assertThat(Duration.between(Instant.now(), chain.get(0).getNotAfter().toInstant()))
                .isBetween(Duration.ofDays(396), Duration.ofDays(398));
        assertThat(files().keySet()).containsExactly("ca.pem", "server-key.pem", "server.pem");
    }

    @Test
    void isItsOwnersAlone() throws IOException {
        make(Clock.systemUTC());

        assertThat(permissions(folder.resolve("tls"))).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("tls/server-key.pem"))).isEqualTo("rw-------");
    }

    @Test
    void staysAsLongAsItIsGoodAndIsMadeAnewAMonthBeforeItEnds() throws IOException {
        make(Clock.systemUTC());
        Map<String, String> made = files();
        SettableClock clock = new SettableClock(Instant.now().plus(Duration.ofDays(360)));

        assertThat(make(clock)).isEmpty();
        assertThat(files()).isEqualTo(made);

        clock.advance(Duration.ofDays(10));
        assertThat(make(clock)).isNotEmpty();
        assertThat(files().get("server.pem")).isNotEqualTo(made.get("server.pem"));
    }

    @Test
    void whatDoesNotFitTogetherAnyMoreIsMadeAnew() throws IOException {
        make(Clock.systemUTC());
        for (String name : List.of("ca.pem", "server.pem", "server-key.pem")) {
            Map<String, String> made = files();
            Files.writeString(folder.resolve("tls").resolve(name), "torn");

            assertThat(make(Clock.systemUTC())).as(name).contains("Made a certificate for localhost", "ca.pem");
            assertThat(files().values()).doesNotContainAnyElementsOf(made.values());
        }
    }

    @Test
    void anAuthorityThatIsNotItsOwnIsReplacedWithIt() throws IOException {
        make(Clock.systemUTC());
        Path other = new TestAuthority(folder.resolve("other")).certificate();
        Files.copy(other, folder.resolve("tls/ca.pem"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(make(Clock.systemUTC())).isNotEmpty();
        assertThat(files().get("server.pem")).endsWith(files().get("ca.pem"));
    }

    @Test
    void aDirectoryThatCannotBeUsedIsAnAnswer() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(LocalCertificateCommand.run(new String[] {file.toString()}, Clock.systemUTC(), new PrintStream(err)))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(file.toString());
        assertThat(LocalCertificateCommand.run(new String[0], Clock.systemUTC(), new PrintStream(err)))
                .isEqualTo(2);
    }

    private String make(Clock clock) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String directory = folder.resolve("tls").toString();
        assertThat(LocalCertificateCommand.run(new String[] {directory}, clock, new PrintStream(err)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        return err.toString(StandardCharsets.UTF_8);
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder.resolve("tls"))) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }

    private List<X509Certificate> certificates(String name) throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve("tls").resolve(name))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
