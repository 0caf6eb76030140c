package io.waggle.broker.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of {@value #BYTES} random bytes in a file of its own, and what is made with it: keyed hashes (HMAC-SHA-256, RFC
 * 2104), so that what is stored says nothing to whoever has the database and not this file. Immutable, for any thread.
 */
public final class SecretKey {

    private static final int BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private SecretKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * The secret of the file, which is made, readable by its owner only, if it is not there.
     *
     * @throws SecretException if the file does not hold one, others may read it, or it cannot be made
     */
    public static SecretKey open(Path file) {
        try {
            return new SecretKey(Files.exists(file) ? read(file) : create(file));
        } catch (IOException e) {
            throw new SecretException(file, "cannot be read or made: " + e, e);
        }
    }

    /** A secret that lives no longer than the process. */
    public static SecretKey random() {
        return new SecretKey(randomBytes());
    }

    /**
     * The keyed hash of a text, 32 bytes.
     *
     * @param purpose what the hash is for: the same text has another hash for another purpose. Without the character 0
     */
    public byte[] hash(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        OwnerOnly.require(file);
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(Files.readString(file).strip());
            if (bytes.length == BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // told below, without the cause: it may quote the secret
        }
        throw new SecretException(file, "is not " + BYTES + " bytes in base64url");
    }

    private static byte[] create(Path file) throws IOException {
        byte[] bytes = randomBytes();
        OwnerOnly.createDirectoryFor(file);
        OwnerOnly.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
        return bytes;
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
