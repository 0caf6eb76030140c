package io.waggle.broker.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that have ended while access tokens of them may still be valid, in memory: what a front door asks about a
 * token that is otherwise good. Thread-safe. Holds as many as end within one lifetime of an access token.
 */
public final class EndedSessions {

    private final Map<UUID, Instant> endedAt = new ConcurrentHashMap<>();

    /** Notes that the session has ended. */
    public void add(UUID session, Instant at) {
        endedAt.put(session, at);
    }

    /** Whether the session is known to have ended. */
    public boolean has(UUID session) {
        return endedAt.containsKey(session);
    }

    /** Forgets those that ended longer ago than any access token lives. */
    public void forget(Instant now, Duration tokenLifetime) {
        endedAt.values().removeIf(at -> at.plus(tokenLifetime).isBefore(now));
    }

    /** How many it remembers. */
    public int size() {
        return endedAt.size();
    }
}
