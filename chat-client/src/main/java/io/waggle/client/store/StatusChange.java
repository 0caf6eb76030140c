package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;

/** One of this person's messages has moved, whichever device sent it. */
public record StatusChange(MessageId id, ConversationId conversation, MessageStatus status) {

    /** The first of a message. */
    public static StatusChange queued(NewMessage message) {
        return new StatusChange(message.id(), message.draft().conversation(), MessageStatus.QUEUED);
    }
}
