package io.waggle.protocol;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.Optional;

/** Names a transfer of history between two devices of a person: random, chosen by the new device. */
public record TransferId(long high, long low) {

    /** In bytes. */
    public static final int LENGTH = Bytes16.LENGTH;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    public static TransferId create() {
        return new TransferId(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** The id these bytes hold, or nothing if they are not {@value #LENGTH}. */
    public static Optional<TransferId> fromBytes(ByteString bytes) {
        return bytes.size() == LENGTH
                ? Optional.of(new TransferId(Bytes16.high(bytes), Bytes16.low(bytes)))
                : Optional.empty();
    }

    /** The {@value #LENGTH} bytes in network byte order. */
    public ByteString toBytes() {
        return Bytes16.toBytes(high, low);
    }

    @Override
    public String toString() {
        return Bytes16.toString(high, low);
    }
}
