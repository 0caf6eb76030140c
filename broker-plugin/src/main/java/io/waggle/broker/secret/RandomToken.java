package io.waggle.broker.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Secrets of 256 random bits that somebody is given in base64url, and of which a hash is kept. With so many bits a plain hash
 * cannot be turned back.
 */
public final class RandomToken {

    private static final int BYTES = 32;
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_-]{43}");

    private RandomToken() {}

    /** A new one, of 43 characters. */
    public static String next(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether the text could be one. */
    public static boolean isOne(String text) {
        return SYNTAX.matcher(text).matches();
    }

    /** What is kept of it, 32 bytes. @throws IllegalArgumentException if it cannot be one */
    public static byte[] hash(String token) {
        return sha256(Base64.getUrlDecoder().decode(token));
    }

    /** The SHA-256 of the bytes. */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
