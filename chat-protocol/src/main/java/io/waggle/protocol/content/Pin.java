package io.waggle.protocol.content;

/** Puts a message where everybody in the conversation finds it, or takes it from there. */
public record Pin(MessageRef message, Revision revision, boolean pinned) implements MessageChange {}
