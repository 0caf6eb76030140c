package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.MessageId;
import java.util.List;
import java.util.Optional;

/**
 * Something that a device wants to be done to a group. Durable like a message: deduplicated by its id, answered by the PUBACK or
 * an outcome of that id.
 *
 * @param id one space with the device's message ids
 * @param ifVersion the change is refused unless the group has it; 0: whatever it is
 */
public record GroupChange(MessageId id, ConversationId group, long ifVersion, Change change) implements OutboxItem {

    /** What is to be done. */
    public sealed interface Change {}

    /**
     * Makes the group; the creator becomes its owner.
     *
     * @param description may be empty
     * @param members beside the creator, none twice
     */
    public record Create(String name, String description, GroupSettings settings, List<AccountId> members)
            implements Change {

        public Create {
            members = List.copyOf(members);
        }
    }

    public record SetName(String name) implements Change {}

    /**
     * Says something else of the group.
     *
     * @param description empty: none
     */
    public record SetDescription(String description) implements Change {}

    /**
     * Shows another picture. Never of the wire: the server's HTTP API takes pictures, and makes this of one.
     *
     * @param picture identifies it; empty: none
     */
    public record SetPicture(String picture) implements Change {}

    /**
     * Says who may what.
     *
     * @param settings all of them, the unchanged ones too
     */
    public record SetSettings(GroupSettings settings) implements Change {}

    /** Makes members of those who let the sender, and who have asked to join; invites the others. */
    public record Add(List<AccountId> accounts) implements Change {

        public Add {
            accounts = List.copyOf(accounts);
        }
    }

    /** Takes out members, invited people and people who have asked to join. */
    public record Remove(List<AccountId> accounts) implements Change {

        public Remove {
            accounts = List.copyOf(accounts);
        }
    }

    /**
     * Gives a member another role.
     *
     * @param role {@link GroupRole#isMember}; with {@link GroupRole#OWNER} the present owner becomes an admin
     */
    public record SetRole(AccountId account, GroupRole role) implements Change {}

    /** A member leaves; an invited person declines; who has asked to join takes that back. */
    public record Leave() implements Change {}

    /** An invited person becomes a member. */
    public record Accept() implements Change {}

    /** Whoever knows the secret of the link joins, or asks to. */
    public record Join(GroupSecret secret) implements Change {}

    /**
     * Makes another link, which ends the one before.
     *
     * @param secret nothing: nobody may join by a link any more
     */
    public record SetLink(Optional<GroupSecret> secret) implements Change {}

    /** The end of the group for everybody. */
    public record Disband() implements Change {}
}
