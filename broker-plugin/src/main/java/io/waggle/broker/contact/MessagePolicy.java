package io.waggle.broker.contact;

import io.waggle.protocol.AccountId;

/**
 * Who takes what from whom. Asked for every recipient of every message, on the front door's threads: answers from memory. A
 * person's own devices take everything from each other.
 */
public interface MessagePolicy {

    /** How an account takes a message. */
    enum Reception {
        TAKEN,
        /** Taken, to be shown as a request. */
        AS_REQUEST,
        REFUSED
    }

    /** How the account takes a message from the other. */
    Reception message(AccountId account, AccountId from);

    /** Whether the account is to see live events of the other. */
    boolean takesLiveEvents(AccountId account, AccountId from);

    /** Whether the account is to see live events of the other in a group that both are in. */
    boolean takesLiveEventsInGroup(AccountId account, AccountId from);

    /** Whether the author of messages is to learn that the reader has read or played them. */
    boolean takesReadReceipts(AccountId author, AccountId reader);
}
