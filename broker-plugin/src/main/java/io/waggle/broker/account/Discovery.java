package io.waggle.broker.account;

import io.waggle.broker.secret.SecretKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * How people find each other without sending each other's numbers: a client hashes what is in its person's address book with this
 * server's salt, and the server keys that hash once more before it stores or looks for it. So what is on the wire fits no
 * other server's, and what is in the database cannot be tried against all numbers without the secret (ADR 0011). Immutable,
 * for any thread.
 */
public final class Discovery {

    /** Bytes of the salt. */
    public static final int SALT_BYTES = 16;

    private static final String SALT = "waggle/discovery-salt/v1";
    private static final String KEY = "waggle/discovery/v1";
    private static final byte[] PREFIX = "waggle/discovery/v1\0".getBytes(StandardCharsets.US_ASCII);

    private final SecretKey secret;
    private final byte[] salt;

    public Discovery(SecretKey secret) {
        this.secret = secret;
        salt = Arrays.copyOf(secret.hash(SALT, ""), SALT_BYTES);
    }

    /** What clients of this server hash with: known to all of them, and no secret. The same for as long as the secret is. */
    public byte[] salt() {
        return salt.clone();
    }

    /** What a client sends for the identifier. */
    public DiscoveryHash hash(Identifier identifier) {
        return hash(salt, identifier);
    }

    /**
     * The recipe of PROTOCOL.md: SHA-256 of {@code "waggle/discovery/v1"}, a zero byte, the salt, and the identifier in its
     * normal form (E.164, or an e-mail address in lower case) in ASCII.
     */
    static DiscoveryHash hash(byte[] salt, Identifier identifier) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(PREFIX);
            digest.update(salt);
            return DiscoveryHash.of(digest.digest(identifier.value().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    /** What is stored of a client's hash, 32 bytes. */
    public byte[] key(DiscoveryHash hash) {
        return secret.hash(KEY, hash.text());
    }

    /** What is stored of an identifier, so that a client's hash of it is found. */
    byte[] key(Identifier identifier) {
        return key(hash(identifier));
    }
}
