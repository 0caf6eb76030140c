package io.waggle.broker.tls;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.TlsConfig;
import io.waggle.broker.secret.OwnerOnly;
import io.waggle.broker.secret.SecretException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A certificate for {@code localhost}, 127.0.0.1 and ::1, to try TLS with: in a directory of its own, for the owner alone, and
 * made anew before it ends. It is signed by an authority whose key is thrown away, so that whoever trusts {@code ca.pem} trusts
 * this one certificate and nothing that could ever be made later.
 */
final class LocalCertificate {

    private static final String AUTHORITY = "ca.pem";
    private static final String CERTIFICATE = "server.pem";
    private static final String PRIVATE_KEY = "server-key.pem";

    private static final int VALID_DAYS = 397; // no longer than what browsers take from public authorities
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path directory;
    private final Clock clock;

    LocalCertificate(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Makes it, unless there is one that is good for a month. Returns when it ends if it was made. */
    Optional<Instant> ensure() {
        if (isGood()) {
            return Optional.empty();
        }
        try {
            OwnerOnly.createDirectory(directory);
            make();
            return Optional.of(credentials().expires());
        } catch (IOException | GeneralSecurityException e) {
            throw new SecretException(directory, "no certificate can be made in it: " + e.getMessage(), e);
        }
    }

    /** What clients are to trust. */
    Path authority() {
        return directory.resolve(AUTHORITY);
    }

    private boolean isGood() {
        try {
            Credentials present = credentials();
            List<?> trusted = PemFile.read(AUTHORITY, authority()).certificates();
            return present.expires().isAfter(clock.instant().plus(RENEW_BEFORE))
                    && trusted.equals(present.chain().subList(1, present.chain().size()));
        } catch (ConfigException e) {
            return false; // not there, not whole, or over
        }
    }

    private Credentials credentials() {
        return Credentials.of(
                new TlsFiles(
                        PemFile.read(TlsConfig.CERTIFICATE_KEY, directory.resolve(CERTIFICATE)),
                        PemFile.readSecret(TlsConfig.PRIVATE_KEY_KEY, directory.resolve(PRIVATE_KEY)),
                        Optional.empty()),
                clock.instant());
    }

    private void make() throws IOException, GeneralSecurityException {
        Path folder = Files.createTempDirectory(directory, "made"); // for the owner alone
        Path scratch = folder.resolve("both-keys.p12");
        try {
            // Two minutes back, for clients whose clock is a little slow.
            String begins = "-2M";
            keytool(
                    scratch,
                    "-alias",
                    "ca",
                    "-dname",
                    "CN=Waggle on this machine",
                    "-startdate",
                    begins,
                    "-ext",
                    "bc:critical=ca:true,pathlen:0",
                    "-ext",
                    "ku:critical=keyCertSign");
            keytool(
                    scratch,
                    "-alias",
                    "server",
                    "-signer",
                    "ca",
                    "-dname",
                    "CN=localhost",
                    "-startdate",
                    begins,
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1,ip:::1",
                    "-ext",
                    "bc:critical=ca:false",
                    "-ext",
                    "ku:critical=digitalSignature",
                    "-ext",
                    "eku=serverAuth");
            write(scratch);
        } finally {
            Files.deleteIfExists(scratch);
            Files.delete(folder);
        }
    }

    private void write(Path scratch) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(scratch)) {
            store.load(in, Credentials.PASSWORD);
        }
        Certificate[] chain = store.getCertificateChain("server");
        Key key = store.getKey("server", Credentials.PASSWORD);
        OwnerOnly.write(authority(), pem("CERTIFICATE", chain[1].getEncoded()));
        OwnerOnly.write(directory.resolve(PRIVATE_KEY), pem("PRIVATE KEY", key.getEncoded()));
        OwnerOnly.write(
                directory.resolve(CERTIFICATE),
                pem("CERTIFICATE", chain[0].getEncoded()) + pem("CERTIFICATE", chain[1].getEncoded()));
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + PEM.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    /** The JDK makes certificates with this program only; every Java runtime has it. */
    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-validity",
                                Integer.toString(VALID_DAYS),
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(Credentials.PASSWORD)),
                        Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool says: " + output.strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
