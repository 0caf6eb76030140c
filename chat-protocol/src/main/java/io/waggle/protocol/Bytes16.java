package io.waggle.protocol;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/** How a 16-byte id is read and written: network byte order, most significant half first. */
final class Bytes16 {

    static final int LENGTH = 16;

    private Bytes16() {}

    static long high(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer().getLong();
    }

    static long low(ByteString bytes) {
        return bytes.asReadOnlyByteBuffer().slice().getLong(Long.BYTES); // the bytes may be a part of others
    }

    static ByteString toBytes(long high, long low) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array());
    }

    /** The text form alone: {@link UUID#fromString} would also take groups that are too short. */
    static UUID parse(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("not the 36 characters of a UUID");
        }
        return uuid;
    }

    /** The order of the bytes. */
    static int compare(long high, long low, long otherHigh, long otherLow) {
        int byHigh = Long.compareUnsigned(high, otherHigh);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
    }

    static String toString(long high, long low) {
        return new UUID(high, low).toString();
    }
}
