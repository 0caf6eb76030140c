package io.waggle.protocol.content;

import java.util.Optional;

/**
 * Gives one's own message another text, or caption.
 *
 * @param text nothing takes the caption away
 */
public record Edit(MessageRef message, Revision revision, Optional<Text> text) implements MessageChange {}
