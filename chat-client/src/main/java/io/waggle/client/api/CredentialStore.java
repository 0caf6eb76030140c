package io.waggle.client.api;

import java.io.IOException;
import java.util.Optional;

/**
 * Where a device keeps what it stays signed in with. On the JVM a {@link CredentialFile}; on Android something that the Keystore
 * encrypts.
 */
public interface CredentialStore {

    /** What was saved last; nothing if the device is signed out. @throws IOException if that cannot be read */
    Optional<Credentials> load() throws IOException;

    /** Keeps this in place of what there is; when it returns, a crash does not lose it. @throws IOException if it is not kept */
    void save(Credentials credentials) throws IOException;

    /** Keeps nothing any more. @throws IOException if it may still be there */
    void clear() throws IOException;
}
