package io.waggle.protocol.frame;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;

/** "Everything up to here is stored." Cumulative; the only thing that means delivered. */
public record InboxAck(Epoch epoch, InboxSequence upTo) implements OutboxItem {}
