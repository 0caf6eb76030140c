package io.waggle.protocol.frame;

import java.time.Duration;

/**
 * Who may what in a group.
 *
 * @param mayWrite send messages; {@link Who#ADMINS} makes it an announcement group
 * @param mayEdit change name, description, picture and timer
 * @param mayInvite add members and see the link
 * @param approval whoever joins by the link waits until an admin adds them; and only admins add
 * @param timer how long clients show messages after they were read, whole seconds up to 2^32 - 1; zero: for ever
 */
public record GroupSettings(Who mayWrite, Who mayEdit, Who mayInvite, boolean approval, Duration timer) {

    /** Everybody may everything that a member can be allowed. */
    public static final GroupSettings DEFAULT =
            new GroupSettings(Who.EVERY_MEMBER, Who.EVERY_MEMBER, Who.EVERY_MEMBER, false, Duration.ZERO);

    /** Some of the members. */
    public enum Who {
        EVERY_MEMBER,
        /** The owner is one. */
        ADMINS;

        /** Whether an account of that role is one of them. */
        public boolean includes(GroupRole role) {
            return this == EVERY_MEMBER ? role.isMember() : role.isAdmin();
        }
    }

    /** The same, but for the timer. */
    public GroupSettings withTimer(Duration other) {
        return new GroupSettings(mayWrite, mayEdit, mayInvite, approval, other);
    }
}
