package io.waggle.protocol.content;

import java.util.Optional;

/**
 * The message that is answered, and enough of it for who does not have it.
 *
 * @param excerpt its first words, up to {@value ContentLimits#EXCERPT_BYTES} bytes of UTF-8. What the sender says they are: the
 *     message itself counts where it is there
 * @param type what it was; nothing for a kind that is not known
 */
public record Quote(MessageRef message, String excerpt, Optional<Shown.Type> type) {

    /** Takes a quote within the bounds. @throws IllegalArgumentException if it is not */
    public Quote {
        Bounds.text(ContentFault.BAD_TEXT, "Quote.excerpt", excerpt, 0, ContentLimits.EXCERPT_BYTES);
    }
}
