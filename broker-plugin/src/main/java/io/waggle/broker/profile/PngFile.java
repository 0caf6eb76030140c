package io.waggle.broker.profile;

import io.waggle.broker.profile.AvatarOutcome.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * A PNG file (ISO/IEC 15948), chunk by chunk. Kept are header, palette, transparency and pixels, each with a right checksum; gone
 * are texts, profiles, animation, Exif, and what stands behind the end. So nothing that is compressed is unpacked but pixels,
 * as many as the header says.
 */
final class PngFile {

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int TRNS = 0x74524E53;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;

    private static final int HEADER_BYTES = 13;
    private static final int PALETTE_COLORS = 3;
    private static final int AROUND_DATA = 3 * Integer.BYTES;

    /** Set in the type of a chunk that may be left out. */
    private static final int ANCILLARY = 0x20000000;

    private final ByteBuffer in;
    private final ByteArrayOutputStream kept;
    private int width;
    private int height;
    private int colorType;
    private boolean hasPalette;
    private boolean hasPixels;

    PngFile(byte[] file) {
        in = ByteBuffer.wrap(file);
        kept = new ByteArrayOutputStream(file.length);
    }

    static boolean isOne(byte[] file) {
        return file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == SIGNATURE;
    }

    Essence essence() throws BadPicture {
        try {
            keep(in.getLong(), Long.BYTES);
            while (takeChunk() != IEND) {}
        } catch (BufferUnderflowException e) {
            throw new BadPicture(Reason.BROKEN);
        }
        if (!hasPixels || (colorType == PALETTE_COLORS && !hasPalette)) {
            throw new BadPicture(Reason.BROKEN);
        }
        return new Essence("png", kept.toByteArray(), width, height, Essence.UPRIGHT);
    }

    private int takeChunk() throws BadPicture {
        int start = in.position();
        int length = in.getInt();
        if (length < 0 || length > in.remaining() - 2 * Integer.BYTES) {
            throw new BadPicture(Reason.BROKEN);
        }
        int type = in.getInt();
        ByteBuffer data = in.slice(in.position(), length);
        in.position(in.position() + length);
        CRC32 crc = new CRC32();
        crc.update(in.array(), start + Integer.BYTES, Integer.BYTES + length);
        if (in.getInt() != (int) crc.getValue()) {
            throw new BadPicture(Reason.BROKEN);
        }
        if ((type == IHDR) != (width == 0)) {
            throw new BadPicture(Reason.BROKEN); // the header is the first chunk and no other
        }
        if (isKept(type, data)) {
            kept.write(in.array(), start, AROUND_DATA + length);
        }
        return type;
    }

    private boolean isKept(int type, ByteBuffer data) throws BadPicture {
        switch (type) {
            case IHDR -> takeHeader(data);
            case PLTE -> {
                if (colorType != PALETTE_COLORS) {
                    return false;
                }
                if (hasPalette || hasPixels) {
                    throw new BadPicture(Reason.BROKEN);
                }
                hasPalette = true;
            }
            case TRNS -> {
                return !hasPixels;
            }
            case IDAT -> hasPixels = true;
            case IEND -> {}
            default -> {
                if ((type & ANCILLARY) == 0) {
                    throw new BadPicture(Reason.UNUSUAL);
                }
                return false;
            }
        }
        return true;
    }

    private void takeHeader(ByteBuffer header) throws BadPicture {
        if (header.remaining() != HEADER_BYTES) {
            throw new BadPicture(Reason.BROKEN);
        }
        width = header.getInt();
        height = header.getInt();
        colorType = header.get(header.position() + 1);
        Essence.requireSize(width, height);
    }

    private void keep(long value, int bytes) {
        kept.write(ByteBuffer.allocate(bytes).putLong(value).array(), 0, bytes);
    }
}
