package io.waggle.protocol.content;

import io.waggle.protocol.Address;
import io.waggle.protocol.MessageId;

/**
 * A message, from anywhere in its conversation.
 *
 * @param author the device that sent it
 */
public record MessageRef(Address author, MessageId id) {}
