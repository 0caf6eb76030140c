package io.waggle.client;

import io.waggle.protocol.ConversationId;

/**
 * A group that is being made.
 *
 * @param id what it is known by from now on
 * @param making how that goes
 */
public record NewGroup(ConversationId id, SendHandle making) {}
