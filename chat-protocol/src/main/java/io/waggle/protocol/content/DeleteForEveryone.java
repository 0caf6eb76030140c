package io.waggle.protocol.content;

/** Removes one's own message; in a group an admin may name anybody's. Nothing brings it back. */
public record DeleteForEveryone(MessageRef message) implements MessageChange {}
