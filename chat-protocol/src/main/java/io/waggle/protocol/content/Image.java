package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * A picture.
 *
 * @param width pixels, up to {@value ContentLimits#PIXELS}; 0: not known. So the height
 * @param thumbnail JPEG or WebP, up to {@value ContentLimits#THUMBNAIL_BYTES} bytes; may be empty
 */
public record Image(Attachment attachment, int width, int height, ByteString thumbnail, Optional<Text> caption)
        implements Shown {

    /** Takes a picture within the bounds. @throws IllegalArgumentException if it is not */
    public Image {
        Bounds.pixels("Image", width, height);
        Bounds.thumbnail("Image.thumbnail", thumbnail);
    }

    @Override
    public Type type() {
        return Type.IMAGE;
    }
}
