package io.waggle.protocol.content;

import io.waggle.protocol.ConversationId;
import java.util.List;

/**
 * Removes messages from the devices of this person.
 *
 * @param messages 1 to {@value ContentLimits#DELETED_MESSAGES}
 */
public record DeleteForMe(ConversationId conversation, List<MessageRef> messages) implements SyncItem {

    /** Takes messages within the bounds. @throws IllegalArgumentException if they are not */
    public DeleteForMe {
        messages = List.copyOf(messages);
        Bounds.count(ContentFault.BAD_SYNC, "DeleteForMe.messages", messages.size(), 1, ContentLimits.DELETED_MESSAGES);
    }
}
