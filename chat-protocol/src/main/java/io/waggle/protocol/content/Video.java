package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;

/**
 * A film.
 *
 * @param width pixels, up to {@value ContentLimits#PIXELS}; 0: not known. So the height
 * @param duration up to {@link ContentLimits#MEDIA_DURATION}, whole milliseconds; zero: not known
 * @param thumbnail JPEG or WebP, up to {@value ContentLimits#THUMBNAIL_BYTES} bytes; may be empty
 * @param looping plays without sound, again and again
 */
public record Video(
        Attachment attachment,
        int width,
        int height,
        Duration duration,
        ByteString thumbnail,
        Optional<Text> caption,
        boolean looping)
        implements Shown {

    /** Takes a film within the bounds. @throws IllegalArgumentException if it is not */
    public Video {
        Bounds.pixels("Video", width, height);
        duration = Bounds.mediaDuration("Video.duration_ms", duration);
        Bounds.thumbnail("Video.thumbnail", thumbnail);
    }

    @Override
    public Type type() {
        return Type.VIDEO;
    }
}
