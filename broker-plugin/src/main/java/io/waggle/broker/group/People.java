package io.waggle.broker.group;

import io.waggle.protocol.AccountId;

/** What an engine knows of the accounts that a group is about to have. */
public interface People {

    /** Whether there is such an account. */
    boolean exists(AccountId account);

    /** Whether it is in fewer groups than it may be. */
    boolean hasRoomForGroup(AccountId account);
}
