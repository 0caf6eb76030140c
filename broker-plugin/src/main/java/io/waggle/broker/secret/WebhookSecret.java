package io.waggle.broker.secret;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What requests to a webhook are signed with, as Standard Webhooks has it, so that a receiver needs no code of its own to
 * check them: HMAC-SHA-256 (RFC 2104) over {@code id.timestamp.body}. Immutable, for any thread.
 *
 * <p>As text, and in a file, it is {@value #PREFIX} and {@value #MIN_BYTES} to {@value #MAX_BYTES} bytes in base64 (RFC 4648, section 4).
 */
public final class WebhookSecret {

    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int NEW_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private WebhookSecret(byte[] bytes) {
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * The secret of the file, which is made, readable by its owner only, if it is not there.
     *
     * @throws SecretException if the file does not hold one, others may read it, or it cannot be made
     */
    public static WebhookSecret open(Path file) {
        try {
            return new WebhookSecret(Files.exists(file) ? read(file) : create(file));
        } catch (IOException e) {
            throw new SecretException(file, "cannot be read or made: " + e, e);
        }
    }

    /** A new one. */
    public static WebhookSecret random() {
        return new WebhookSecret(randomBytes());
    }

    /** The secret that the text is. @throws IllegalArgumentException if it is none, without the text */
    public static WebhookSecret parse(String text) {
        return new WebhookSecret(
                bytes(text).orElseThrow(() -> new IllegalArgumentException("not the secret of a webhook")));
    }

    private static byte[] read(Path file) throws IOException {
        OwnerOnly.require(file);
        return bytes(SecretFile.firstLine(file))
                .orElseThrow(() -> new SecretException(
                        file, "is not " + PREFIX + " and " + MIN_BYTES + " to " + MAX_BYTES + " bytes in base64"));
    }

    /** Nothing of a fault: it may quote the secret. */
    private static Optional<byte[]> bytes(String text) {
        if (text.startsWith(PREFIX)) {
            try {
                byte[] bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
                return Optional.of(bytes).filter(it -> it.length >= MIN_BYTES && it.length <= MAX_BYTES);
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static byte[] create(Path file) throws IOException {
        byte[] bytes = randomBytes();
        OwnerOnly.createDirectoryFor(file);
        OwnerOnly.write(file, text(bytes) + "\n");
        return bytes;
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[NEW_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** As its receiver is told it, and {@link #parse} takes it. */
    public String text() {
        return text(key.getEncoded());
    }

    /** The value of the {@code webhook-signature} header. */
    public String signature(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            ByteArrayOutputStream signed = new ByteArrayOutputStream();
            signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            signed.writeBytes(body);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
        }
    }
}
