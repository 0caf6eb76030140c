package io.waggle.broker.presence;

import io.waggle.protocol.AccountId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** When somebody was last there, of the accounts that were used last: bounded, the longest unused goes first. Not thread-safe. */
final class LastSeenTimes {

    private final Map<AccountId, Instant> times;

    /** For whoever looks from another thread. */
    private volatile int count;

    LastSeenTimes(int most) {
        times = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<AccountId, Instant> eldest) {
                return size() > most;
            }
        };
    }

    /** Somebody was there; an earlier time than the one that is known changes nothing. */
    void seen(AccountId account, Instant at) {
        times.merge(account, at, (before, now) -> now.isAfter(before) ? now : before);
        count = times.size();
    }

    Optional<Instant> of(AccountId account) {
        return Optional.ofNullable(times.get(account));
    }

    void forget(AccountId account) {
        times.remove(account);
        count = times.size();
    }

    /** How many are known. For any thread. */
    int count() {
        return count;
    }
}
