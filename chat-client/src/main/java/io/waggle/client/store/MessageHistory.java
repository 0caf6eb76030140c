package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application shows: the messages on this device, its own and those of others. To be asked from any thread; an
 * answer comes from disk, so not from one that draws.
 */
public interface MessageHistory {

    /** Before this come the newest messages of a conversation. */
    long NEWEST = Long.MAX_VALUE;

    /**
     * The page of a conversation that ends before a position: its messages in order, the newest of them last.
     *
     * @param before the first position of the page that is already shown, or {@link #NEWEST}
     * @param limit 1 to 1,000
     */
    List<StoredMessage> messages(ConversationId conversation, long before, int limit);

    /** The message of the given id that this device sent. */
    Optional<StoredMessage> sent(MessageId id);

    /**
     * The conversations with their last messages, the one that was last active first.
     *
     * @param limit 1 to 1,000
     */
    List<ConversationSummary> conversations(int limit);

    /** How many messages there are in each state; states without any are left out. */
    Map<MessageState, Long> counts();
}
