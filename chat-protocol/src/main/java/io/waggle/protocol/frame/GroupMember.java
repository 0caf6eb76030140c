package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import java.util.Optional;

/**
 * An account in a group.
 *
 * @param sinceVersion the group's version with which it came to be here
 * @param invitedBy only for {@link GroupRole#INVITED}
 */
public record GroupMember(AccountId account, GroupRole role, long sinceVersion, Optional<AccountId> invitedBy) {

    /** Somebody who was not invited, or has accepted. */
    public GroupMember(AccountId account, GroupRole role, long sinceVersion) {
        this(account, role, sinceVersion, Optional.empty());
    }

    /** The same account in another role. */
    public GroupMember as(GroupRole other) {
        return new GroupMember(account, other, sinceVersion);
    }
}
