package io.waggle.protocol.content;

import io.waggle.protocol.ConversationId;

/** Marks a message for this person, or takes the mark away. */
public record Star(ConversationId conversation, MessageRef message, Revision revision, boolean starred)
        implements SyncItem {}
