package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.GroupState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of the list of conversations.
 *
 * @param peer of a conversation of two, the other account; one's own in the notes to oneself
 * @param group what is known of a group that this account is in, without its members
 * @param last what stands last in it
 * @param unread how many messages of others stand behind the read position
 * @param mutedUntil no notifications until then, but for those who {@linkplain io.waggle.protocol.content.Text#mentions name} this
 *     account
 * @param pinnedPlace among the pinned conversations, from 1; 0: not pinned
 * @param markedUnread whether the person wants it to be shown as unread
 * @param timer after how long new messages disappear; zero: they do not
 */
public record ConversationSummary(
        ConversationId conversation,
        Optional<AccountId> peer,
        Optional<GroupState> group,
        Optional<TimelineEntry> last,
        long unread,
        Instant mutedUntil,
        boolean archived,
        int pinnedPlace,
        boolean markedUnread,
        Duration timer,
        Optional<TextDraft> draft) {}
