package io.waggle.broker.contact;

import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Who may see whose presence. Two accounts see each other's or neither does: who hides from somebody does not see them, so the
 * answer is the same from either side.
 */
@FunctionalInterface
public interface PresencePolicy {

    /**
     * How the account stands to others.
     *
     * @param seeing those of them who see its presence, and whose it sees
     * @param lastSeen when a device last came or went, of the account and of those; not exact, and nothing of those of which none
     *     is kept
     */
    record Sight(Set<AccountId> seeing, Map<AccountId, Instant> lastSeen) {

        public Sight {
            seeing = Set.copyOf(seeing);
            lastSeen = Map.copyOf(lastSeen);
        }
    }

    /** How the account stands to the others. Completes exceptionally if that cannot be found out now. Never blocks. */
    CompletableFuture<Sight> of(AccountId account, Collection<AccountId> others);
}
