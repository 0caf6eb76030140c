package io.waggle.broker.profile;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Pixels in memory, without alpha, as 0xRRGGBB. Made without the JDK's graphics, which needs libraries of the system that a
 * server may not have. Immutable but for what its own methods make.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Pixels(int width, int height, int[] rgb) {

    /** Those of a decoded image; what is transparent becomes white. */
    static Pixels of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] rgb = new int[width * height];
        boolean gray = image.getRaster().getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            if (gray) {
                grayRow(image, y, row);
            } else {
                image.getRGB(0, y, width, 1, row, 0, width);
            }
            for (int x = 0; x < width; x++) {
                rgb[y * width + x] = onWhite(row[x]);
            }
        }
        return new Pixels(width, height, rgb);
    }

    /** Gray as it is in the file: the JDK takes it for linear light, and would make it brighter. */
    private static void grayRow(BufferedImage image, int y, int[] row) {
        Raster raster = image.getRaster();
        int shift = image.getColorModel().getComponentSize(0) - 8;
        boolean alpha = raster.getNumBands() == 2;
        for (int x = 0; x < row.length; x++) {
            int gray = raster.getSample(x, y, 0) >> shift;
            int opacity = alpha ? raster.getSample(x, y, 1) >> shift : 0xFF;
            row[x] = opacity << 24 | gray << 16 | gray << 8 | gray;
        }
    }

    private static int onWhite(int argb) {
        int alpha = argb >>> 24;
        int white = 0xFF * (0xFF - alpha);
        int red = ((argb >> 16 & 0xFF) * alpha + white) / 0xFF;
        int green = ((argb >> 8 & 0xFF) * alpha + white) / 0xFF;
        int blue = ((argb & 0xFF) * alpha + white) / 0xFF;
        return red << 16 | green << 8 | blue;
    }

    /** The same, made smaller until no side is longer; each new pixel is the mean of those it stands for. */
    Pixels fitting(int longest) {
        int side = Math.max(width, height);
        if (side <= longest) {
            return this;
        }
        int newWidth = Math.max(1, width * longest / side);
        int newHeight = Math.max(1, height * longest / side);
        int[] small = new int[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            int top = y * height / newHeight;
            int bottom = Math.max(top + 1, (y + 1) * height / newHeight);
            for (int x = 0; x < newWidth; x++) {
                int left = x * width / newWidth;
                int right = Math.max(left + 1, (x + 1) * width / newWidth);
                small[y * newWidth + x] = mean(left, top, right, bottom);
            }
        }
        return new Pixels(newWidth, newHeight, small);
    }

    private int mean(int left, int top, int right, int bottom) {
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int pixel = rgb[y * width + x];
                red += pixel >> 16 & 0xFF;
                green += pixel >> 8 & 0xFF;
                blue += pixel & 0xFF;
            }
        }
        int count = (right - left) * (bottom - top);
        return (red / count) << 16 | (green / count) << 8 | (blue / count);
    }

    /**
     * The same, upright.
     *
     * @param orientation 1 to 8: where row 0 and column 0 of this are to be seen, as Exif has it
     */
    Pixels turned(int orientation) {
        if (orientation == Essence.UPRIGHT) {
            return this;
        }
        boolean swapped = orientation >= 5;
        int newWidth = swapped ? height : width;
        int newHeight = swapped ? width : height;
        int[] turned = new int[rgb.length];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                int fromX = switch (orientation) {
                    case 2, 3 -> width - 1 - x;
                    case 5, 6 -> y;
                    case 7, 8 -> width - 1 - y;
                    default -> x;
                };
                int fromY = switch (orientation) {
                    case 3, 4 -> height - 1 - y;
                    case 5, 8 -> x;
                    case 6, 7 -> height - 1 - x;
                    default -> y;
                };
                turned[y * newWidth + x] = rgb[fromY * width + fromX];
            }
        }
        return new Pixels(newWidth, newHeight, turned);
    }

    BufferedImage toImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, rgb, 0, width);
        return image;
    }
}
