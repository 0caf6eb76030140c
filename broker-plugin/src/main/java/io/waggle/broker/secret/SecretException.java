package io.waggle.broker.secret;

import java.io.Serial;
import java.nio.file.Path;

/** A file with key material cannot be used; the message names it and says what is wrong, and nothing of what is in it. */
public final class SecretException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public SecretException(Path file, String problem) {
        super("key file " + file + ": " + problem);
    }

    public SecretException(Path file, String problem, Throwable cause) {
        super("key file " + file + ": " + problem, cause);
    }
}
