package io.waggle.protocol.content;

/**
 * A picture that stands for itself, without a frame.
 *
 * @param width pixels, up to {@value ContentLimits#PIXELS}; 0: not known. So the height
 * @param emoji what it stands for, up to {@value ContentLimits#EMOJI_BYTES} bytes of UTF-8; for readers of screens
 */
public record Sticker(Attachment attachment, int width, int height, String emoji) implements Shown {

    /** Takes a sticker within the bounds. @throws IllegalArgumentException if it is not */
    public Sticker {
        Bounds.pixels("Sticker", width, height);
        Bounds.text(ContentFault.BAD_TEXT, "Sticker.emoji", emoji, 0, ContentLimits.EMOJI_BYTES);
    }

    @Override
    public Type type() {
        return Type.STICKER;
    }
}
