package io.waggle.protocol.content;

import io.waggle.protocol.ConversationId;

/** Removes everything up to this message, in the order of the inbox, from the devices of this person. */
public record ClearConversation(ConversationId conversation, MessageRef upTo) implements SyncItem {}
