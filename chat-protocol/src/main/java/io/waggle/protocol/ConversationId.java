package io.waggle.protocol;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

/**
 * Names a conversation: what receipts point into and order is kept in. The server never looks inside. Ordered only so that
 * a hash table of ids that someone chose to collide stays fast.
 */
public record ConversationId(long high, long low) implements Comparable<ConversationId> {

    /** In bytes, on the wire and on disk. */
    public static final int LENGTH = Bytes16.LENGTH;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String DIRECT = "waggle/direct/v1";

    /**
     * The conversation of two accounts, the same from either side: the first {@value #LENGTH} bytes of the SHA-256 of
     * {@code "waggle/direct/v1" NUL a NUL b}, where a and b are the account ids in ascending byte order. Two times the same
     * account gives its notes to self.
     */
    public static ConversationId direct(AccountId one, AccountId other) {
        boolean ordered = one.compareTo(other) <= 0;
        String text = DIRECT + '\0' + (ordered ? one : other) + '\0' + (ordered ? other : one);
        ByteBuffer digest = ByteBuffer.wrap(sha256(text.getBytes(StandardCharsets.UTF_8)));
        return new ConversationId(digest.getLong(), digest.getLong());
    }

    /** Of a new group: nobody can guess it. */
    public static ConversationId create() {
        return new ConversationId(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** The id these bytes hold, or nothing if they are not {@value #LENGTH}. */
    public static Optional<ConversationId> fromBytes(ByteString bytes) {
        return bytes.size() == LENGTH
                ? Optional.of(new ConversationId(Bytes16.high(bytes), Bytes16.low(bytes)))
                : Optional.empty();
    }

    /** The id in its text form, that of a UUID. @throws IllegalArgumentException if it has another form */
    public static ConversationId parse(String text) {
        UUID uuid = Bytes16.parse(text);
        return new ConversationId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /** The {@value #LENGTH} bytes in network byte order. */
    public ByteString toBytes() {
        return Bytes16.toBytes(high, low);
    }

    private static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int compareTo(ConversationId other) {
        return Bytes16.compare(high, low, other.high, other.low);
    }

    @Override
    public String toString() {
        return Bytes16.toString(high, low);
    }
}
