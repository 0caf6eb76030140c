package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import java.time.Duration;

/** How values check themselves. A message names the field and what is allowed, never what was given: that is a person's. */
final class Bounds {

    private static final ByteString JPEG = ByteString.copyFrom(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF});
    private static final ByteString RIFF = ByteString.copyFromUtf8("RIFF");
    private static final ByteString WEBP = ByteString.copyFromUtf8("WEBP");
    private static final int WEBP_AT = 8;

    private Bounds() {}

    static void that(boolean holds, ContentFault fault, String rule) {
        if (!holds) {
            throw new OutOfBounds(fault, rule);
        }
    }

    static void number(ContentFault fault, String field, long value, long least, long most) {
        that(value >= least && value <= most, fault, field + " must be " + least + " to " + most);
    }

    /** Of bytes, or elements. */
    static void count(ContentFault fault, String field, int size, int least, int most) {
        that(size >= least && size <= most, fault, field + " must have " + least + " to " + most);
    }

    static void text(ContentFault fault, String field, String value, int least, int most) {
        int bytes = utf8Length(value);
        that(
                bytes >= least && bytes <= most,
                fault,
                field + " must have " + least + " to " + most + " bytes of well-formed UTF-8");
    }

    /** How many bytes the text has in UTF-8; -1 if it cannot be said in UTF-8, for it has half of a surrogate pair. */
    private static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return -1;
            }
        }
        return bytes;
    }

    /** The duration in whole seconds, rounded up, because 0 means something else than a little. */
    static Duration seconds(ContentFault fault, String field, Duration value, Duration least, Duration most) {
        that(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                fault,
                field + " must be " + least.toMillis() / 1_000 + " to " + most.toMillis() / 1_000);
        return Duration.ofSeconds(value.getSeconds() + (value.getNano() == 0 ? 0 : 1));
    }

    /** The duration in whole milliseconds. */
    static Duration mediaDuration(String field, Duration value) {
        that(
                !value.isNegative() && value.compareTo(ContentLimits.MEDIA_DURATION) <= 0,
                ContentFault.BAD_MEDIA,
                field + " must be 0 to " + ContentLimits.MEDIA_DURATION.toMillis());
        return Duration.ofMillis(value.toMillis());
    }

    static void pixels(String kind, int width, int height) {
        number(ContentFault.BAD_MEDIA, kind + ".width", width, 0, ContentLimits.PIXELS);
        number(ContentFault.BAD_MEDIA, kind + ".height", height, 0, ContentLimits.PIXELS);
    }

    /** Nothing but what every client can show, so that no rarer decoder is offered a stranger's bytes. */
    static void thumbnail(String field, ByteString bytes) {
        count(ContentFault.BAD_THUMBNAIL, field, bytes.size(), 0, ContentLimits.THUMBNAIL_BYTES);
        that(
                bytes.isEmpty() || bytes.startsWith(JPEG) || isWebP(bytes),
                ContentFault.BAD_THUMBNAIL,
                field + " must be JPEG or WebP");
    }

    private static boolean isWebP(ByteString bytes) {
        return bytes.startsWith(RIFF)
                && bytes.size() >= WEBP_AT + WEBP.size()
                && bytes.substring(WEBP_AT).startsWith(WEBP);
    }
}
