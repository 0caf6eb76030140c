package io.waggle.protocol;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.Optional;

/** Names a call: random, chosen by the caller. Where two people call each other at once, the lower one goes on. */
public record CallId(long high, long low) implements Comparable<CallId> {

    /** In bytes. */
    public static final int LENGTH = Bytes16.LENGTH;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    public static CallId create() {
        return new CallId(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** The id these bytes hold, or nothing if they are not {@value #LENGTH}. */
    public static Optional<CallId> fromBytes(ByteString bytes) {
        return bytes.size() == LENGTH
                ? Optional.of(new CallId(Bytes16.high(bytes), Bytes16.low(bytes)))
                : Optional.empty();
    }

    /** The {@value #LENGTH} bytes in network byte order. */
    public ByteString toBytes() {
        return Bytes16.toBytes(high, low);
    }

    @Override
    public int compareTo(CallId other) {
        return Bytes16.compare(high, low, other.high, other.low);
    }

    @Override
    public String toString() {
        return Bytes16.toString(high, low);
    }
}
