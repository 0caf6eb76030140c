package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A group has changed.
 *
 * @param version after it; one more than before
 * @param changeId of the {@link GroupChange}; nothing if the server itself did it
 * @param actor who did it
 * @param device with which; nothing if the account was deleted
 * @param changedAt by the server's clock, whole milliseconds; for showing, never for order
 */
public record GroupEvent(
        ConversationId group,
        long version,
        Optional<MessageId> changeId,
        AccountId actor,
        Optional<DeviceId> device,
        Instant changedAt,
        Effect effect)
        implements InboxItem.Content {

    /** What is different now. */
    public sealed interface Effect {}

    public record NameSet(String name) implements Effect {}

    /**
     * It says something else of itself.
     *
     * @param description empty: none any more
     */
    public record DescriptionSet(String description) implements Effect {}

    /**
     * It has another picture.
     *
     * @param picture identifies it; empty: none any more
     */
    public record PictureSet(String picture) implements Effect {}

    public record SettingsSet(GroupSettings settings) implements Effect {}

    /**
     * Somebody came, went, or has another role.
     *
     * @param set who is in the group now, or in another role
     * @param gone who is not in it any more
     */
    public record MembersSet(List<GroupMember> set, List<AccountId> gone) implements Effect {

        public MembersSet {
            set = List.copyOf(set);
            gone = List.copyOf(gone);
        }
    }

    /**
     * It has another link, or none.
     *
     * @param exists whether people may join by a link
     */
    public record LinkSet(boolean exists) implements Effect {}

    public record Disbanded() implements Effect {}

    /** Of a later version of the protocol: what is known of the group is out of date, and is to be asked for. */
    public record UnknownEffect() implements Effect {}
}
