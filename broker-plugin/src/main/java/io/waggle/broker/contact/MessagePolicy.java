package io.waggle.broker.contact;

import io.waggle.protocol.AccountId;

/** Who takes what from whom. Asked for every recipient of every message, on the front door's threads: answers from memory. */
@FunctionalInterface
public interface MessagePolicy {

    /** Whether the account takes nothing from the other. */
    boolean refuses(AccountId account, AccountId other);
}
