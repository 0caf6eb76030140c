package io.waggle.client;

import io.waggle.client.transport.Answer;
import io.waggle.client.transport.ReasonCode;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.RateRefusal;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the person looks at this device, and hears who else is there. Belongs to the lane, but for {@link #of}.
 *
 * <p>Both are state: the last counts, the server forgets it with the connection, and is told again on the next one. What it says goes
 * in frames of its own, one at a time, because a server that is told too much refuses a whole frame.
 */
final class PresenceStream {

    private static final Logger log = LoggerFactory.getLogger(PresenceStream.class);

    private static final int MIN_ERROR_CODE = 0x80;

    private final Session session;
    private final EventDispatcher events;
    private final Lane lane;
    private final Backoff backoff;
    private final String owner;

    // Of the client.
    private boolean available;
    private Set<AccountId> watched = Set.of();

    // Of one connection.
    private int most;
    private boolean availableDue;
    private boolean watchedDue;
    private boolean onItsWay;
    private Lane.@Nullable Timer pause;
    private final Map<AccountId, Presence> told = new ConcurrentHashMap<>();

    PresenceStream(Session session, EventDispatcher events, Lane lane, Backoff backoff, String owner) {
        this.session = session;
        this.events = events;
        this.lane = lane;
        this.backoff = backoff;
        this.owner = owner;
    }

    void setAvailable(boolean now) {
        if (available != now) {
            available = now;
            availableDue = true;
            pump();
        }
    }

    /** Those beyond what the server allows are not watched. */
    void watch(Collection<AccountId> accounts) {
        Set<AccountId> wanted = new LinkedHashSet<>(accounts);
        if (!wanted.equals(watched)) {
            watched = wanted;
            watchedDue = true;
            told.keySet().retainAll(wanted);
            pump();
        }
    }

    /** What the server last told; for any thread. */
    Optional<Presence> of(AccountId account) {
        return Optional.ofNullable(told.get(account));
    }

    /** The server answered Hello, and lets a connection watch so many accounts; 0: it has no presence. */
    void open(int limit) {
        most = limit;
        availableDue = available;
        watchedDue = !watched.isEmpty();
        pump();
    }

    void close() {
        most = 0;
        onItsWay = false;
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
        List<AccountId> unknown = new ArrayList<>(told.keySet());
        told.clear();
        unknown.forEach(account -> events.presence(Presence.hidden(account)));
    }

    /** The connection is about to be closed on purpose: nobody waits for this device to come back. */
    void leave() {
        if (most > 0 && available) {
            session.publish(OutboxCodec.encode(OutboxFrame.of(new SetPresence(false))), answer -> {});
        }
    }

    void heard(List<Presence> presences) {
        for (Presence presence : presences) {
            if (watched.contains(presence.account()) && !presence.equals(told.put(presence.account(), presence))) {
                events.presence(presence);
            }
        }
    }

    private void pump() {
        if (most == 0 || onItsWay || pause != null) {
            return;
        }
        List<OutboxItem> items = new ArrayList<>();
        if (availableDue) {
            items.add(new SetPresence(available));
        }
        if (watchedDue) {
            items.add(new WatchPresence(watched.stream().limit(most).collect(Collectors.toList())));
        }
        if (!items.isEmpty()) {
            availableDue = false;
            watchedDue = false;
            onItsWay = true;
            session.publish(OutboxCodec.encode(new OutboxFrame(items)), answer -> answered(answer, items));
        }
    }

    private void answered(Answer answer, List<OutboxItem> items) {
        if (!onItsWay) {
            return;
        }
        onItsWay = false;
        if (answer.reasonCode() < MIN_ERROR_CODE) {
            backoff.reset();
        } else if (answer.reasonCode() == ReasonCode.MALFORMED) {
            log.warn("{}: the server cannot read what is said of presence, which is given up", owner);
            most = 0;
        } else {
            availableDue |= items.get(0) instanceof SetPresence;
            watchedDue |= items.get(items.size() - 1) instanceof WatchPresence;
            Duration wait = RateRefusal.parse(answer.reason())
                    .map(tooMuch -> backoff.asTold(tooMuch.pause()))
                    .orElseGet(backoff::next);
            pause = lane.after(wait, () -> {
                pause = null;
                pump();
            });
        }
        pump();
    }
}
