package io.waggle.broker.secret;

import io.waggle.broker.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a secret that somebody else made. */
public final class SecretFile {

    private static final int MAX_BYTES = 4_096;

    private SecretFile() {}

    /**
     * The password in the file: its one line.
     *
     * @param key of the configuration, that names the file
     * @throws ConfigException if there is no such file; the message does not name it, for it may be the password itself that
     *     somebody wrote there
     * @throws SecretException if others may read it, or it is not one line of text
     */
    public static String password(Path file, String key) {
        if (!Files.isRegularFile(file)) {
            throw new ConfigException(
                    List.of(key + ": there is no such file; allowed is the path of a file that has the"
                            + " password and nothing else. A relative one begins at data.directory"));
        }
        try {
            OwnerOnly.require(file);
            String password = firstLine(file);
            if (password.isEmpty()) {
                throw new SecretException(file, "is empty");
            }
            return password;
        } catch (IOException e) {
            throw new SecretException(file, "cannot be read: " + e, e);
        }
    }

    /** The only line of the file. @throws SecretException if there is more than one, or no text */
    public static String firstLine(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String line = text.lines().findFirst().orElse("");
            if (bytes.length <= MAX_BYTES && text.substring(line.length()).isBlank()) {
                return line;
            }
        } catch (CharacterCodingException e) {
            // told below
        }
        throw new SecretException(file, "is not one line of text (UTF-8) of at most " + MAX_BYTES + " bytes");
    }
}
