package io.waggle.broker.profile;

import io.waggle.broker.profile.AvatarOutcome.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JPEG file (ITU-T T.81), segment by segment. Kept are the tables, the frame and its scans, and what the colours are; gone
 * are Exif with the place and the small picture in it, profiles, comments, and what stands behind the end.
 *
 * <p>The decoder makes a pass over the whole picture for every scan, and where there are several it keeps all coefficients
 * outside of the heap: so there are bounds of their own for both.
 */
final class JpegFile {

    private static final int START = 0xD8;
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;
    private static final int QUANTIZATION = 0xDB;
    private static final int HUFFMAN = 0xC4;
    private static final int RESTARTS = 0xDD;
    private static final int BASELINE = 0xC0;
    private static final int EXTENDED = 0xC1;
    private static final int PROGRESSIVE = 0xC2;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;
    private static final int LAST_APP = 0xEF;
    private static final int COMMENT = 0xFE;

    /** Encoders make at most 12. */
    private static final int MAX_SCANS = 20;

    /** 6 bytes each, at most. */
    private static final long MAX_PIXELS_IN_SCANS = 4L << 20;

    private static final byte[] JFIF_NAME = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE_NAME = "Adobe".getBytes(StandardCharsets.US_ASCII);

    /** Version 1.1, no density, no small picture: YCbCr, or gray. */
    private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};

    private static final int ADOBE_TRANSFORM = 11;

    private final ByteBuffer in;
    private final ByteArrayOutputStream kept;
    private int width;
    private int height;
    private int components;
    private int scans;
    private int orientation = Essence.UPRIGHT;
    private boolean saysJfif;
    private byte[] adobe = new byte[0];

    JpegFile(byte[] file) {
        in = ByteBuffer.wrap(file);
        kept = new ByteArrayOutputStream(file.length);
    }

    static boolean isOne(byte[] file) {
        return file.length > 2 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == START && (file[2] & 0xFF) == 0xFF;
    }

    Essence essence() throws BadPicture {
        try {
            in.position(2);
            for (int marker = marker(); marker != END; marker = marker()) {
                take(marker);
            }
        } catch (BufferUnderflowException e) {
            throw new BadPicture(Reason.BROKEN);
        }
        if (scans == 0) {
            throw new BadPicture(Reason.BROKEN);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream(kept.size() + 32);
        file.write(0xFF);
        file.write(START);
        boolean asAdobe = !saysJfif && adobe.length > ADOBE_TRANSFORM;
        write(file, asAdobe ? APP14 : APP0, asAdobe ? adobe : JFIF);
        file.writeBytes(kept.toByteArray());
        file.write(0xFF);
        file.write(END);
        return new Essence("jpeg", file.toByteArray(), width, height, orientation);
    }

    private int marker() throws BadPicture {
        if (next() != 0xFF) {
            throw new BadPicture(Reason.BROKEN);
        }
        int marker = next();
        while (marker == 0xFF) {
            marker = next();
        }
        return marker;
    }

    private void take(int marker) throws BadPicture {
        if (marker < BASELINE || (marker >= 0xD0 && marker <= START)) {
            throw new BadPicture(Reason.BROKEN); // none of these has a segment
        }
        int length = in.getShort() & 0xFFFF;
        if (length < 2) {
            throw new BadPicture(Reason.BROKEN);
        }
        byte[] segment = new byte[length - 2];
        in.get(segment);
        switch (marker) {
            case BASELINE, EXTENDED, PROGRESSIVE -> {
                takeFrame(marker, ByteBuffer.wrap(segment));
                write(kept, marker, segment);
            }
            case SCAN -> takeScan(segment);
            case HUFFMAN, QUANTIZATION, RESTARTS -> write(kept, marker, segment);
            case APP0 -> saysJfif |= startsWith(segment, JFIF_NAME);
            case APP1 -> orientation = ExifOrientation.of(segment).orElse(orientation);
            case APP14 -> adobe = startsWith(segment, ADOBE_NAME) ? segment : adobe;
            default -> {
                if ((marker < APP0 || marker > LAST_APP) && marker != COMMENT) {
                    throw new BadPicture(Reason.UNUSUAL);
                }
            }
        }
    }

    private void takeFrame(int marker, ByteBuffer frame) throws BadPicture {
        if (components != 0) {
            throw new BadPicture(Reason.BROKEN);
        }
        int precision = frame.get();
        height = frame.getShort() & 0xFFFF;
        width = frame.getShort() & 0xFFFF;
        components = frame.get() & 0xFF;
        if (components == 0) {
            throw new BadPicture(Reason.BROKEN);
        }
        if (precision != 8 || (components != 1 && components != 3)) {
            throw new BadPicture(Reason.UNUSUAL);
        }
        Essence.requireSize(width, height, marker == PROGRESSIVE ? MAX_PIXELS_IN_SCANS : Long.MAX_VALUE);
    }

    private void takeScan(byte[] header) throws BadPicture {
        if (components == 0 || header.length == 0) {
            throw new BadPicture(Reason.BROKEN);
        }
        scans++;
        if (scans > MAX_SCANS) {
            throw new BadPicture(Reason.UNUSUAL);
        }
        if (scans > 1 || header[0] != components) {
            Essence.requireSize(width, height, MAX_PIXELS_IN_SCANS);
        }
        write(kept, SCAN, header);
        int start = in.position();
        skipPixels();
        kept.write(in.array(), start, in.position() - start);
    }

    /** Up to the next marker that is none of a scan. */
    private void skipPixels() {
        while (true) {
            if (next() == 0xFF) {
                int after = next();
                boolean within = after == 0 || (after >= 0xD0 && after < START);
                if (!within) {
                    in.position(in.position() - 2);
                    return;
                }
            }
        }
    }

    private int next() {
        return in.get() & 0xFF;
    }

    private static void write(ByteArrayOutputStream out, int marker, byte[] segment) {
        out.write(0xFF);
        out.write(marker);
        out.write((segment.length + 2) >> 8);
        out.write(segment.length + 2);
        out.writeBytes(segment);
    }

    private static boolean startsWith(byte[] segment, byte[] name) {
        return segment.length >= name.length && Arrays.equals(segment, 0, name.length, name, 0, name.length);
    }
}
