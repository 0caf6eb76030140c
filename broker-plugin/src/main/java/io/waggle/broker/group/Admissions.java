package io.waggle.broker.group;

import io.waggle.protocol.AccountId;
import java.util.Set;

/**
 * How people want to come into groups of somebody. Who is not named here may simply be added.
 *
 * @param asked want to be asked
 * @param deaf have blocked who adds them: they count as asked, and hear nothing of it
 */
public record Admissions(Set<AccountId> asked, Set<AccountId> deaf) {

    /** Everybody may be added. */
    public static final Admissions FREE = new Admissions(Set.of(), Set.of());

    public Admissions {
        asked = Set.copyOf(asked);
        deaf = Set.copyOf(deaf);
    }

    boolean mayAdd(AccountId account) {
        return !asked.contains(account) && !deaf.contains(account);
    }
}
