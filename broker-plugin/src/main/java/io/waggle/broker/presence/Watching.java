package io.waggle.broker.presence;

import io.waggle.broker.config.PresenceConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.WatchRefused.Crowded;
import io.waggle.broker.event.Events;
import io.waggle.protocol.AccountId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who watches whom, within bounds: of a connection, of an account, and of all together. Belongs to the room's thread. */
final class Watching {

    private final PresenceConfig config;
    private final People people;
    private final Events events;

    /** Connections that watch anybody, by their account. */
    private final Map<AccountId, Set<PresenceConnection>> watchers = new HashMap<>();

    /** For whoever looks from another thread. */
    private final AtomicInteger count = new AtomicInteger();

    Watching(PresenceConfig config, People people, Events events) {
        this.config = config;
        this.people = people;
        this.events = events;
    }

    /** How many watches there are. For any thread. */
    int count() {
        return count.get();
    }

    /** The connection watches these accounts, in place of those before. It is to be told of all of them, the old ones too. */
    void replace(PresenceConnection connection, List<AccountId> accounts) {
        end(connection, new HashSet<>(accounts));
        connection.dirty = new LinkedHashSet<>();
        Map<AccountId, Watch> watches = new LinkedHashMap<>();
        List<AccountId> refused = new ArrayList<>();
        for (AccountId account : accounts) {
            Watch before = connection.watches.get(account);
            Watch watch = before == null ? begin(connection, account) : before;
            if (watch == null) {
                refused.add(account);
            } else {
                watch.told = null;
                watches.put(account, watch);
                connection.dirty.add(watch);
            }
        }
        connection.watches = watches;
        connection.refused = refused;
        connection.anew = true;
        noteWatcher(connection);
    }

    /** Null if there is no room for it. */
    private @Nullable Watch begin(PresenceConnection connection, AccountId account) {
        Person person = people.findOrMake(account);
        boolean crowded = person.watches.size() >= config.watchersPerAccount();
        if (crowded || count.get() >= config.maxWatches()) {
            events.publish(new Event.WatchRefused(crowded ? Crowded.ACCOUNT : Crowded.SERVER));
            people.dropIfOfNoUse(person);
            return null;
        }
        Watch watch = new Watch(connection, person);
        person.watches.add(watch);
        count.incrementAndGet();
        return watch;
    }

    /** The connection has ended. */
    void leave(PresenceConnection connection) {
        end(connection, Set.of());
        connection.watches = Map.of();
        connection.dirty = Set.of();
        noteWatcher(connection);
    }

    /** Ends its watches but for those of some accounts. */
    private void end(PresenceConnection connection, Set<AccountId> but) {
        for (Watch watch : connection.watches.values()) {
            if (!but.contains(watch.person.account)) {
                watch.person.watches.remove(watch);
                people.dropIfOfNoUse(watch.person);
                count.decrementAndGet();
            }
        }
    }

    private void noteWatcher(PresenceConnection connection) {
        AccountId account = connection.account();
        if (!connection.watches.isEmpty()) {
            watchers.computeIfAbsent(account, key -> new HashSet<>(2)).add(connection);
        } else {
            watchers.computeIfPresent(account, (key, connections) -> {
                connections.remove(connection);
                return connections.isEmpty() ? null : connections;
            });
        }
    }

    /** Whether the account watches anybody, or anybody watches it. */
    boolean concerns(AccountId account) {
        Person person = people.find(account);
        return watchers.containsKey(account) || (person != null && !person.watches.isEmpty());
    }

    /** The watches by which the account watches others, and by which it is watched. */
    Set<Watch> of(AccountId account) {
        Set<Watch> watches = new LinkedHashSet<>();
        watchers.getOrDefault(account, Set.of()).forEach(connection -> watches.addAll(connection.watches.values()));
        Person person = people.find(account);
        if (person != null) {
            watches.addAll(person.watches);
        }
        return watches;
    }
}
