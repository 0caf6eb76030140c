package io.waggle.protocol;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * Names a message from end to end: made once by the sender, the same in every retry. The server deduplicates on (sender
 * device, message id), the receiving client on the same pair.
 *
 * <p>A UUID version 7 (RFC 9562, section 5.7). Its time is the sender's and orders nothing; it only keeps ids that were
 * made together close together on disk.
 */
public record MessageId(long high, long low) implements Comparable<MessageId> {

    /** In bytes, on the wire and on disk. */
    public static final int LENGTH = Bytes16.LENGTH;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION_7 = 0x7000L;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** No id is lower. */
    public static final MessageId LOWEST = new MessageId(VERSION_7, VARIANT);

    /** Takes the bits of a UUID version 7. @throws IllegalArgumentException if they are not */
    public MessageId {
        if (!isVersion7(high, low)) {
            throw new IllegalArgumentException("not a UUID version 7: " + Bytes16.toString(high, low));
        }
    }

    /**
     * A new id with the given time: milliseconds, and 12 bits of the fraction below (RFC 9562, section 6.2, method 3), so that
     * ids of one device mostly grow.
     */
    public static MessageId create(Instant now) {
        long fraction = now.truncatedTo(ChronoUnit.MILLIS).until(now, ChronoUnit.NANOS) * (1L << 12) / NANOS_PER_MILLI;
        long high = (now.toEpochMilli() << 16) | VERSION_7 | fraction;
        long low = VARIANT | (RANDOM.nextLong() >>> 2);
        return new MessageId(high, low);
    }

    /** The id these bytes hold, or nothing if they are not the {@value #LENGTH} bytes of a UUID version 7. */
    public static Optional<MessageId> fromBytes(ByteString bytes) {
        if (bytes.size() != LENGTH) {
            return Optional.empty();
        }
        long high = Bytes16.high(bytes);
        long low = Bytes16.low(bytes);
        return isVersion7(high, low) ? Optional.of(new MessageId(high, low)) : Optional.empty();
    }

    /** The id in its text form. @throws IllegalArgumentException if it is not a UUID version 7 */
    public static MessageId parse(String text) {
        UUID uuid = Bytes16.parse(text);
        return new MessageId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /** The {@value #LENGTH} bytes in network byte order. */
    public ByteString toBytes() {
        return Bytes16.toBytes(high, low);
    }

    /** Whether {@link #MessageId(long, long)} would accept these bits: version 7 and the variant of RFC 9562. */
    public static boolean isVersion7(long high, long low) {
        return (high & 0xF000L) == VERSION_7 && (low & 0xC000_0000_0000_0000L) == VARIANT;
    }

    @Override
    public int compareTo(MessageId other) {
        return Bytes16.compare(high, low, other.high, other.low);
    }

    @Override
    public String toString() {
        return Bytes16.toString(high, low);
    }
}
