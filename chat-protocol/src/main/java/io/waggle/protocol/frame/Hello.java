package io.waggle.protocol.frame;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;

/**
 * "Replay from here."
 *
 * @param last everything up to here is stored by the device; also acknowledges it
 */
public record Hello(Epoch epoch, InboxSequence last) implements OutboxItem {}
