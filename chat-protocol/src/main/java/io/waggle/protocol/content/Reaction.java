package io.waggle.protocol.content;

/**
 * What somebody feels about a message. A person has one to a message.
 *
 * @param emoji one emoji, up to {@value ContentLimits#EMOJI_BYTES} bytes of UTF-8; empty: the reaction is taken back
 */
public record Reaction(MessageRef message, Revision revision, String emoji) implements MessageChange {

    /** Takes a reaction within the bounds. @throws IllegalArgumentException if it is not */
    public Reaction {
        Bounds.text(ContentFault.BAD_TEXT, "Reaction.emoji", emoji, 0, ContentLimits.EMOJI_BYTES);
    }
}
