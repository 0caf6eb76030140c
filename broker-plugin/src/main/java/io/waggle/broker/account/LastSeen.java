package io.waggle.broker.account;

import io.waggle.broker.database.Database;
import io.waggle.broker.database.DatabaseUnavailable;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.protocol.Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notes in the database when devices connect and disconnect, a few seconds later and many at once, so that no thread of the broker
 * ever waits for the database. Not exact, and made so on purpose: of a device that comes and goes only the last time is written; what
 * does not fit, or finds the database away, is dropped and counted; a crash loses the last seconds. For any thread; one thread of
 * its own writes.
 */
public final class LastSeen implements Events, AutoCloseable {

    /** Devices that may wait to be written, some 200 bytes each. */
    static final int MAX_WAITING = 50_000;

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Rows that are locked at once. */
    private static final int BATCH = 500;

    private final Database database;
    private final Clock clock;
    private final Events events;
    private final int maxWaiting;
    private final Map<Address, Instant> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "waggle-last-seen"));

    /** @param events where is told what was dropped */
    public LastSeen(Database database, Clock clock, Events events) {
        this(database, clock, events, MAX_WAITING);
    }

    LastSeen(Database database, Clock clock, Events events, int maxWaiting) {
        this.database = database;
        this.clock = clock;
        this.events = events;
        this.maxWaiting = maxWaiting;
    }

    /** Writes regularly from now on. */
    public void start() {
        var unused = timer.scheduleWithFixedDelay(
                this::flush, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Hears who comes and goes. */
    @Override
    public void publish(Event event) {
        if (event instanceof Event.Connected connected) {
            note(connected.device());
        } else if (event instanceof Event.Disconnected disconnected) {
            note(disconnected.device());
        }
    }

    private void note(Address device) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (waiting.replace(device, now) != null) {
            return;
        }
        if (waiting.size() >= maxWaiting) { // may be passed by as many as there are threads
            events.publish(new Event.LastSeenDropped(1));
        } else {
            waiting.put(device, now);
        }
    }

    /** Writes what waits, in the order of keys, in which whoever locks several of these rows does it. */
    void flush() {
        Map<Address, Instant> taken = new TreeMap<>();
        for (Address device : List.copyOf(waiting.keySet())) {
            Instant at = waiting.remove(device);
            if (at != null) {
                taken.put(device, at);
            }
        }
        List<Map.Entry<Address, Instant>> all = List.copyOf(taken.entrySet());
        for (int from = 0; from < all.size(); from += BATCH) {
            write(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
    }

    private void write(List<Map.Entry<Address, Instant>> seen) {
        try {
            database.writeSoon(handle -> {
                var batch = handle.prepareBatch("UPDATE device SET last_seen_at = :at"
                        + " WHERE account_id = :account AND device_id = :device AND last_seen_at < :at");
                seen.forEach(each -> batch.bind("at", each.getValue())
                        .bind("account", each.getKey().account().value())
                        .bind("device", each.getKey().device().value())
                        .add());
                return batch.execute().length;
            });
        } catch (DatabaseUnavailable e) {
            events.publish(new Event.LastSeenDropped(seen.size()));
        }
    }

    /** Writes what waits, and no more after it. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            timer.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flush();
    }
}
