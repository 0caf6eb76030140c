package io.waggle.broker.profile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;

/** How a camera was held, from a JPEG's Exif segment (CIPA DC-008, section 4.6.4): the one thing of it that is used. */
final class ExifOrientation {

    private static final byte[] NAME = {'E', 'x', 'i', 'f', 0, 0};
    private static final int LITTLE_ENDIAN = 0x4949;
    private static final int BIG_ENDIAN = 0x4D4D;
    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;

    private ExifOrientation() {}

    /** 1 to 8; nothing if the segment does not say, or is damaged. */
    static OptionalInt of(byte[] segment) {
        if (segment.length < NAME.length + 8 || !Arrays.equals(segment, 0, NAME.length, NAME, 0, NAME.length)) {
            return OptionalInt.empty();
        }
        ByteBuffer tiff = ByteBuffer.wrap(segment, NAME.length, segment.length - NAME.length)
                .slice();
        int order = tiff.getShort(0) & 0xFFFF;
        if (order != LITTLE_ENDIAN && order != BIG_ENDIAN) {
            return OptionalInt.empty();
        }
        tiff.order(order == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 8 || directory > tiff.limit() - 2) {
            return OptionalInt.empty();
        }
        int entries = tiff.getShort(directory) & 0xFFFF;
        int fitting = Math.min(entries, (tiff.limit() - directory - 2) / ENTRY_BYTES);
        for (int i = 0; i < fitting; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if ((tiff.getShort(entry) & 0xFFFF) == TAG) {
                int value = tiff.getShort(entry + 8) & 0xFFFF;
                return value >= 1 && value <= 8 ? OptionalInt.of(value) : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }
}
