package io.waggle.broker.account;

import io.waggle.protocol.AccountId;
import org.jdbi.v3.core.Handle;

/**
 * What a domain removes when an account is deleted, beside its rows that go with the account's own by {@code ON DELETE CASCADE}:
 * rows about the account that are other people's, or that name it in another way than by its id.
 */
@FunctionalInterface
public interface OnAccountDeletion {

    /** Part of the transaction that deletes the account; the account is still there, and not locked yet. */
    void deleting(Handle handle, AccountId account);
}
