package io.waggle.protocol;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.Optional;

/** What a group's link holds: whoever knows it may join. Its text form tells nothing, so that no log does. */
public record GroupSecret(long high, long low) {

    /** In bytes, on the wire and on disk. */
    public static final int LENGTH = Bytes16.LENGTH;

    private static final SecureRandom RANDOM = new SecureRandom();

    public static GroupSecret create() {
        return new GroupSecret(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** The secret these bytes are, or nothing if they are not {@value #LENGTH}. */
    public static Optional<GroupSecret> fromBytes(ByteString bytes) {
        return bytes.size() == LENGTH
                ? Optional.of(new GroupSecret(Bytes16.high(bytes), Bytes16.low(bytes)))
                : Optional.empty();
    }

    /** The {@value #LENGTH} bytes. */
    public ByteString toBytes() {
        return Bytes16.toBytes(high, low);
    }

    /** Compares in the same time wherever they differ. */
    public boolean matches(GroupSecret other) {
        return ((high ^ other.high) | (low ^ other.low)) == 0;
    }

    @Override
    public String toString() {
        return "GroupSecret";
    }
}
