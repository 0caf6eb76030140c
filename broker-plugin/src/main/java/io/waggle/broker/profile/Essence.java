package io.waggle.broker.profile;

/**
 * A picture's file without everything that is not the picture.
 *
 * @param format as ImageIO calls it
 * @param orientation 1 to 8, as Exif has it: how the picture is to be turned to be upright
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Essence(String format, byte[] file, int width, int height, int orientation) {

    private static final int MAX_SIDE = 4_096;
    private static final long MAX_PIXELS = 16L << 20;

    static final int UPRIGHT = 1;

    /** What of the file is a picture, by how the file begins. @throws BadPicture if nothing that becomes an avatar */
    static Essence of(byte[] file) throws BadPicture {
        if (JpegFile.isOne(file)) {
            return new JpegFile(file).essence();
        }
        if (PngFile.isOne(file)) {
            return new PngFile(file).essence();
        }
        throw new BadPicture(AvatarOutcome.Reason.NEITHER_JPEG_NOR_PNG);
    }

    /** @throws BadPicture if the picture has no pixels, or more than are decoded */
    static void requireSize(int width, int height, long maxPixels) throws BadPicture {
        if (width < 1 || height < 1) {
            throw new BadPicture(AvatarOutcome.Reason.BROKEN);
        }
        if (width > MAX_SIDE || height > MAX_SIDE || (long) width * height > Math.min(maxPixels, MAX_PIXELS)) {
            throw new BadPicture(AvatarOutcome.Reason.TOO_MANY_PIXELS);
        }
    }

    static void requireSize(int width, int height) throws BadPicture {
        requireSize(width, height, MAX_PIXELS);
    }
}
