package io.waggle.protocol.content;

import io.waggle.protocol.ConversationId;

/** This person has seen what is shown once; the other devices show it no more. */
public record ViewOnceOpened(ConversationId conversation, MessageRef message) implements SyncItem {}
