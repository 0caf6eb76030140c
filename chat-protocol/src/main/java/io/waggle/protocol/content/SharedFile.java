package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * A file of any type.
 *
 * @param name the last part of a path, 1 to {@value ContentLimits#NAME_BYTES} bytes of UTF-8, that is {@linkplain #isName fit}
 *     for one
 * @param thumbnail JPEG or WebP, up to {@value ContentLimits#THUMBNAIL_BYTES} bytes; may be empty
 */
public record SharedFile(Attachment attachment, String name, ByteString thumbnail, Optional<Text> caption)
        implements Shown {

    /** Takes a file within the bounds. @throws IllegalArgumentException if it is not */
    public SharedFile {
        Bounds.text(ContentFault.BAD_FILE_NAME, "File.name", name, 1, ContentLimits.NAME_BYTES);
        Bounds.that(
                isName(name),
                ContentFault.BAD_FILE_NAME,
                "File.name must be the last part of a path, without control characters");
        Bounds.thumbnail("File.thumbnail", thumbnail);
    }

    /**
     * Whether it is neither {@code .} nor {@code ..}, and has no slash or backslash, no control character, and none of those that
     * turn the direction of writing and would let {@code exe} look like the beginning of a name.
     */
    public static boolean isName(String name) {
        return !name.equals(".") && !name.equals("..") && name.chars().noneMatch(SharedFile::isForbidden);
    }

    private static boolean isForbidden(int c) {
        return c == '/'
                || c == '\\'
                || Character.isISOControl(c)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    @Override
    public Type type() {
        return Type.FILE;
    }
}
