package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import java.util.random.RandomGenerator;

/** Bytes that begin as pictures do. */
final class Pictures {

    private static final int FULL = 16;

    private Pictures() {}

    /** None, a few bytes of a JPEG or WebP, or now and then as many as may be. */
    static ByteString thumbnail(RandomGenerator random) {
        int size = random.nextInt(FULL) == 0 ? ContentLimits.THUMBNAIL_BYTES : random.nextInt(12, 60);
        return switch (random.nextInt(3)) {
            case 0 -> ByteString.EMPTY;
            case 1 -> jpeg(size);
            default -> webp(size);
        };
    }

    static ByteString jpeg(int size) {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) 0xFF;
        bytes[1] = (byte) 0xD8;
        bytes[2] = (byte) 0xFF;
        return ByteString.copyFrom(bytes);
    }

    private static ByteString webp(int size) {
        ByteString head = ByteString.copyFromUtf8("RIFF....WEBP");
        return head.concat(ByteString.copyFrom(new byte[size - head.size()]));
    }
}
