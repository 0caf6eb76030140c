package io.waggle.broker.inbox;

import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;

/**
 * One inbox at one moment.
 *
 * @param acknowledged rows up to here are gone
 * @param last the highest sequence that is durable; equal to {@code acknowledged} if nothing waits
 */
public record InboxState(Address device, Epoch epoch, InboxSequence acknowledged, InboxSequence last) {}
