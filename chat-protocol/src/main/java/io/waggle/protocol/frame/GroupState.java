package io.waggle.protocol.frame;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A group, or a part of its members, as it is at this place of the inbox.
 *
 * @param version 0: there is no such group for this account
 * @param description empty: none
 * @param picture identifies it; empty: none
 * @param link only for who may invite
 * @param memberCount invited people and requests do not count
 * @param entries members, invited people and requests in all rows of this state
 * @param entriesBefore how many of them are in rows before this one
 * @param members those of this row, in ascending order of the accounts
 * @param cause what brought the account in; nothing in answer to a query
 */
public record GroupState(
        ConversationId group,
        long version,
        String name,
        String description,
        String picture,
        GroupSettings settings,
        Instant createdAt,
        Optional<GroupSecret> link,
        int memberCount,
        int entries,
        int entriesBefore,
        List<GroupMember> members,
        Optional<Cause> cause)
        implements InboxItem.Content {

    public GroupState {
        members = List.copyOf(members);
    }

    /** What is said of a group that there is not, or not for this account. */
    public static GroupState none(ConversationId group) {
        return new GroupState(
                group,
                0,
                "",
                "",
                "",
                GroupSettings.DEFAULT,
                Instant.EPOCH,
                Optional.empty(),
                0,
                0,
                0,
                List.of(),
                Optional.empty());
    }

    /** Which change brought the account in, and who made it. */
    public record Cause(MessageId changeId, Address actor) {}
}
