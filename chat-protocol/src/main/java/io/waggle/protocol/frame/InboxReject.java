package io.waggle.protocol.frame;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;

/**
 * "I can never process this row."
 *
 * @param reason for the operator, never content
 */
public record InboxReject(Epoch epoch, InboxSequence sequence, String reason) implements OutboxItem {}
