package io.waggle.protocol.content;

import io.waggle.protocol.ConversationId;

/**
 * Everything in the conversation up to this message, in the order of the inbox, has been read.
 *
 * @param upTo of somebody else
 */
public record ReadPosition(ConversationId conversation, MessageRef upTo) implements SyncItem {}
