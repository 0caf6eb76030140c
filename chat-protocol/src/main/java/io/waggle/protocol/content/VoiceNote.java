package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import java.time.Duration;

/**
 * Something said.
 *
 * @param duration up to {@link ContentLimits#MEDIA_DURATION}, whole milliseconds; zero: not known
 * @param waveform how loud, a byte each from 0 to 255, in equal steps of time; up to {@value ContentLimits#WAVEFORM_BYTES}
 */
public record VoiceNote(Attachment attachment, Duration duration, ByteString waveform) implements Shown {

    /** Takes a note within the bounds. @throws IllegalArgumentException if it is not */
    public VoiceNote {
        duration = Bounds.mediaDuration("VoiceNote.duration_ms", duration);
        Bounds.count(ContentFault.BAD_MEDIA, "VoiceNote.waveform", waveform.size(), 0, ContentLimits.WAVEFORM_BYTES);
    }

    @Override
    public Type type() {
        return Type.VOICE_NOTE;
    }
}
