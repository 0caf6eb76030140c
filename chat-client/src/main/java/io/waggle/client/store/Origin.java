package io.waggle.client.store;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.MessageRef;
import java.time.Instant;

/**
 * Where a content comes from.
 *
 * @param groupVersion above 0: the conversation is a group, and had this version
 */
record Origin(ConversationId conversation, Address sender, MessageId id, Place place, Instant at, long groupVersion) {

    MessageRef ref() {
        return new MessageRef(sender, id);
    }
}
