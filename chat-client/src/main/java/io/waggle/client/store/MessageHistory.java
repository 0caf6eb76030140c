package io.waggle.client.store;

import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.frame.GroupMember;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an application shows: the conversations on this device, and what stands in them. To be asked from any thread; an answer comes
 * from disk, so not from one that draws.
 */
public interface MessageHistory {

    /**
     * The page of a conversation that ends before a place: what stands there in order, the newest last.
     *
     * @param before the place of the first entry that is already shown, or {@link Place#NEWEST}
     * @param limit 1 to 1,000
     */
    List<TimelineEntry> timeline(ConversationId conversation, Place before, int limit);

    /** The message, if it is here and was not removed. */
    Optional<ShownMessage> message(MessageRef message);

    /** The message of the given id that this device sent, as it was sent. */
    Optional<StoredMessage> sent(MessageId id);

    /**
     * The conversations: those that are pinned, by their places, then the others, the one that was last active first. Archived ones are
     * among them.
     *
     * @param limit 1 to 1,000
     */
    List<ConversationSummary> conversations(int limit);

    /** One line of that list. */
    Optional<ConversationSummary> conversation(ConversationId conversation);

    /** The members of a group, those who are invited, and those who have asked to join; empty if it is not known. */
    List<GroupMember> members(ConversationId group);

    /** The messages that are pinned in the conversation, the newest pin first. */
    List<ShownMessage> pinned(ConversationId conversation);

    /** The messages of the conversation that the person has marked, the newest mark first. */
    List<ShownMessage> starred(ConversationId conversation);

    /**
     * The messages that have, for each word of the text, one that begins with it, whatever its case and accents: the newest first.
     *
     * @param within this conversation; nothing: all
     * @param limit 1 to 1,000
     */
    List<ShownMessage> search(String text, Optional<ConversationId> within, int limit);

    /** How far each recipient is with a message of this person, as far as is known; empty if there is none, or it was removed. */
    List<MemberProgress> progress(MessageRef message);

    /** The broadcast lists, in the order in which they were made. */
    List<BroadcastList> broadcastLists();

    /** The call; nothing if it is not known here. */
    Optional<CallRecord> call(CallId id);

    /** The last calls, 1 to 1,000, the newest first. */
    List<CallRecord> calls(int limit);

    /** How many messages there are in each state; states without any are left out. */
    Map<MessageState, Long> counts();
}
