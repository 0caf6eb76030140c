package io.waggle.client.store;

import io.waggle.protocol.ConversationId;

/** A line of the list of conversations. */
public record ConversationSummary(ConversationId conversation, StoredMessage last) {}
