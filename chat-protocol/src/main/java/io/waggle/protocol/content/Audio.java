package io.waggle.protocol.content;

import java.time.Duration;

/**
 * Music, and whatever else is listened to but was not said to the conversation.
 *
 * @param duration up to {@link ContentLimits#MEDIA_DURATION}, whole milliseconds; zero: not known
 * @param title up to {@value ContentLimits#NAME_BYTES} bytes of UTF-8; so the performer
 */
public record Audio(Attachment attachment, Duration duration, String title, String performer) implements Shown {

    /** Takes what is within the bounds. @throws IllegalArgumentException if it is not */
    public Audio {
        duration = Bounds.mediaDuration("Audio.duration_ms", duration);
        Bounds.text(ContentFault.BAD_TEXT, "Audio.title", title, 0, ContentLimits.NAME_BYTES);
        Bounds.text(ContentFault.BAD_TEXT, "Audio.performer", performer, 0, ContentLimits.NAME_BYTES);
    }

    @Override
    public Type type() {
        return Type.AUDIO;
    }
}
