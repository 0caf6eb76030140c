package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ProtocolLimits;
import java.util.HashSet;
import java.util.List;

/** Whom a message goes to. */
public sealed interface Audience {

    /**
     * Accounts that it names.
     *
     * @param accounts 1 to {@value ProtocolLimits#RECIPIENT_ACCOUNTS}, none twice. The sender's own need not be named: its other
     *     devices always get a copy
     */
    record Accounts(List<AccountId> accounts) implements Audience {
        /** Takes accounts within the bounds. @throws IllegalArgumentException if they are not */
        public Accounts {
            accounts = List.copyOf(accounts);
            if (accounts.isEmpty() || accounts.size() > ProtocolLimits.RECIPIENT_ACCOUNTS) {
                throw new IllegalArgumentException(accounts.size() + " recipients, allowed are 1 to "
                        + ProtocolLimits.RECIPIENT_ACCOUNTS + " accounts");
            }
            if (new HashSet<>(accounts).size() < accounts.size()) {
                throw new IllegalArgumentException("a recipient account is named twice");
            }
        }
    }

    /**
     * The members of the group that the conversation is, as it is when the server decides.
     *
     * @param version it must have then; 0: whatever it has
     */
    record Group(long version) implements Audience {

        /** Whatever the group is then. */
        public static final Group ANY = new Group(0);
    }
}
