package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.time.Duration;
import java.util.List;

/** A message that waits to be decided by the server. */
public record OutboxEntry(
        MessageId id, ConversationId conversation, List<AccountId> recipients, ByteString content, Duration expiresIn) {

    public OutboxEntry {
        recipients = List.copyOf(recipients);
    }
}
