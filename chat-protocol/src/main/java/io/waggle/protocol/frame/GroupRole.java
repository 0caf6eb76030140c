package io.waggle.protocol.frame;

/** What an account is to a group. */
public enum GroupRole {
    MEMBER,
    ADMIN,
    /** Exactly one of each group. */
    OWNER,
    /** Has been asked and is not yet a member. */
    INVITED,
    /** Has asked to join and is not yet a member. */
    REQUESTED;

    /** Whether messages and events go to the account. */
    public boolean isMember() {
        return this == MEMBER || isAdmin();
    }

    /** An admin or the owner. */
    public boolean isAdmin() {
        return this == ADMIN || this == OWNER;
    }
}
