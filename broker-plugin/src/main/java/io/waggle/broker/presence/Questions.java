package io.waggle.broker.presence;

import io.waggle.protocol.AccountId;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts of which has to be found out how they stand to others: those that watch, or are watched, and no others. In the
 * order in which that came up. Belongs to the room's thread.
 */
final class Questions {

    private final Set<AccountId> waiting = new LinkedHashSet<>();

    void add(AccountId account) {
        waiting.add(account);
    }

    void remove(AccountId account) {
        waiting.remove(account);
    }

    /** The one that has waited longest, and does not any more. */
    Optional<AccountId> next() {
        var accounts = waiting.iterator();
        if (!accounts.hasNext()) {
            return Optional.empty();
        }
        AccountId first = accounts.next();
        accounts.remove();
        return Optional.of(first);
    }
}
