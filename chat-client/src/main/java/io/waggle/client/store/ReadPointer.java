package io.waggle.client.store;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.ReceiptKind;

/**
 * How far this device's user has read, or played, what one device sent to a conversation.
 *
 * @param place of the message in its conversation
 */
public record ReadPointer(ReceiptKind kind, ConversationId conversation, Address author, MessageId upTo, long place) {}
