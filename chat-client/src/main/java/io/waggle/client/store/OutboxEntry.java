package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import java.time.Duration;
import java.util.List;

/** Something that waits to be decided by the server. */
public sealed interface OutboxEntry {

    MessageId id();

    ConversationId conversation();

    /** A message to accounts that it names. */
    record ToAccounts(
            MessageId id,
            ConversationId conversation,
            List<AccountId> recipients,
            ByteString content,
            Duration expiresIn)
            implements OutboxEntry {
        public ToAccounts {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * A message to a group.
     *
     * @param version it must have; 0: whatever it has
     */
    record ToGroup(MessageId id, ConversationId conversation, long version, ByteString content, Duration expiresIn)
            implements OutboxEntry {}

    /** A change of a group. */
    record OfGroup(GroupChange change) implements OutboxEntry {
        @Override
        public MessageId id() {
            return change.id();
        }

        @Override
        public ConversationId conversation() {
            return change.group();
        }
    }
}
