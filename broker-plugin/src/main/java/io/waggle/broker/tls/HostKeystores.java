package io.waggle.broker.tls;

import io.waggle.broker.secret.OwnerOnly;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * The certificate as HiveMQ reads it: key stores (PKCS#12) in its data folder, for the owner alone, which {@code config.xml}
 * names. HiveMQ opens its listeners after the extensions have started, and looks at the files every 10 s from then on, so
 * writing them is all that a change takes. Not thread-safe.
 */
final class HostKeystores {

    /** The server's key and certificates. */
    static final String SERVER = "server.p12";

    /** The authorities whose clients are let in; empty if clients are not asked. */
    static final String CLIENT_AUTHORITIES = "client-ca.p12";

    private final Path directory;

    HostKeystores(Path directory) {
        this.directory = directory;
    }

    void write(Credentials credentials) throws IOException {
        OwnerOnly.createDirectory(directory);
        OwnerOnly.write(directory.resolve(CLIENT_AUTHORITIES), bytes(credentials.trustStore()));
        OwnerOnly.write(directory.resolve(SERVER), bytes(credentials.keyStore()));
    }

    /** A key that is not used must not lie about. */
    void remove() throws IOException {
        Files.deleteIfExists(directory.resolve(SERVER));
        Files.deleteIfExists(directory.resolve(CLIENT_AUTHORITIES));
    }

    private static byte[] bytes(KeyStore store) throws IOException {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            store.store(out, Credentials.PASSWORD);
            return out.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has such key stores", e);
        }
    }
}
