package io.waggle.broker.contact;

import io.waggle.broker.group.Admissions;
import io.waggle.protocol.AccountId;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** How people want to come into groups. */
@FunctionalInterface
public interface GroupPolicy {

    /**
     * How the accounts want to come into groups of the other. Completes exceptionally if that cannot be found out now. Never blocks.
     */
    CompletableFuture<Admissions> of(AccountId by, Collection<AccountId> accounts);
}
