package io.waggle.broker.inbox;

import io.waggle.protocol.InboxSequence;

/**
 * What an acknowledgement or rejection did.
 *
 * @param rows how many rows left the inbox
 * @param upTo the inbox's acknowledged sequence now
 */
public record Acknowledged(int rows, InboxSequence upTo) {}
