package io.waggle.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * An authority that nobody but a test trusts, and the certificates that it issues: made by the JDK's own tool, as PEM files in a
 * directory of the test. Not thread-safe.
 */
public final class TestAuthority {

    /** Of {@link #keystore}. */
    public static final String KEYSTORE_PASSWORD = "for the test";

    private static final char[] PASSWORD = KEYSTORE_PASSWORD.toCharArray();
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path directory;
    private final Path store;
    private final Path certificate;

    /**
     * A certificate and its key.
     *
     * @param certificate PEM file: it, then the authority's
     * @param privateKey PEM file (PKCS#8), readable by its owner alone
     */
    public record Issued(Path certificate, Path privateKey) {

        /** Puts these in the place of others, the key last: between the two they do not belong together. */
        public void replace(Issued others) {
            try {
                moveCopy(certificate, others.certificate);
                moveCopy(privateKey, others.privateKey);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void moveCopy(Path from, Path to) throws IOException {
            Path copy =
                    Files.copy(from, to.resolveSibling(to.getFileName() + ".copy"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(copy, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** An authority with its files in a directory, which it makes. */
    public TestAuthority(Path directory) {
        try {
            this.directory = Files.createDirectories(directory);
            this.store = directory.resolve("authority.p12");
            keytool(
                    "-genkeypair",
                    "-alias",
                    "ca",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + directory.getFileName(),
                    "-ext",
                    "bc:c");
            this.certificate = Files.writeString(
                    directory.resolve("ca.pem"),
                    pem("CERTIFICATE", entries().getCertificate("ca").getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate, a PEM file. */
    public Path certificate() {
        return certificate;
    }

    /**
     * A certificate of a server.
     *
     * @param names as keytool writes subject alternative names: {@code dns:localhost}
     */
    public Issued server(String name, String... names) {
        return issue(name, "-keyalg", "EC", "-ext", "san=" + String.join(",", names), "-ext", "eku=serverAuth");
    }

    /** A certificate of a client. */
    public Issued client(String name) {
        return issue(name, "-keyalg", "EC", "-ext", "eku=clientAuth");
    }

    /** A certificate with other options of {@code keytool -genkeypair}, which say the kind of key. */
    public Issued issue(String name, String... options) {
        try {
            List<String> command =
                    new ArrayList<>(List.of("-genkeypair", "-alias", name, "-signer", "ca", "-dname", "CN=" + name));
            command.addAll(Arrays.asList(options));
            keytool(command.toArray(new String[0]));
            KeyStore entries = entries();
            StringBuilder chain = new StringBuilder();
            for (Certificate each : entries.getCertificateChain(name)) {
                chain.append(pem("CERTIFICATE", each.getEncoded()));
            }
            Path key = directory.resolve(name + "-key.pem");
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    key, pem("PRIVATE KEY", entries.getKey(name, PASSWORD).getEncoded()));
            return new Issued(Files.writeString(directory.resolve(name + ".pem"), chain), key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client's TLS that trusts this authority and has no certificate. */
    public SSLContext trusting() {
        return context(new KeyManager[0]);
    }

    /**
     * A client's TLS that trusts this authority and shows a certificate, whatever the server has asked for.
     *
     * @param name of one that the issuer has issued
     */
    public SSLContext trusting(TestAuthority issuer, String name) {
        return context(new KeyManager[] {new Insistent((X509KeyManager) issuer.keys(name)[0], name)});
    }

    /**
     * A server's TLS that shows a certificate of this authority, and trusts it.
     *
     * @param name of one that was issued
     */
    public SSLContext serving(String name) {
        return context(keys(name));
    }

    /**
     * A PKCS#12 file with a certificate and its key, alone.
     *
     * @param name of one that was issued
     */
    public Path keystore(String name) {
        Path file = directory.resolve(name + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            alone(name).store(out, PASSWORD);
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyManager[] keys(String name) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(alone(name), PASSWORD);
            return keys.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore alone(String name) throws IOException, GeneralSecurityException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        KeyStore all = entries();
        one.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
        return one;
    }

    private SSLContext context(KeyManager[] keys) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", entries().getCertificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore entries() throws IOException, GeneralSecurityException {
        KeyStore entries = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            entries.load(in, PASSWORD);
        }
        return entries;
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + PEM.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(
                List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool " + Arrays.toString(arguments) + ": " + output);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
