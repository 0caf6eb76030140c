package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import java.util.List;

/**
 * For whoever of the accounts is connected now; never stored, never retried, may be dropped. Content is opaque.
 *
 * @param to no account twice
 */
public record LiveEvent(List<AccountId> to, ConversationId conversation, ByteString content) implements OutboxItem {

    public LiveEvent {
        to = List.copyOf(to);
    }
}
