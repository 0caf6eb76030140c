package io.waggle.client;

import io.waggle.client.store.ClientStore;
import io.waggle.client.store.NewMessage;
import io.waggle.client.store.StatusChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where messages enter the outbox: from any thread, in the order of the calls, up to a limit.
 *
 * <p>{@link #load} is never less than what the outbox holds together with what waits to be stored. It only grows, until it
 * meets the limit; then it is counted anew.
 */
final class Intake {

    private final ClientStore store;
    private final int limit;
    private final EventDispatcher events;
    private final Outbox outbox;
    private final Batcher<NewMessage> batcher;
    private final AtomicInteger load;

    Intake(ClientStore store, Lane lane, int limit, EventDispatcher events, Outbox outbox) {
        this.store = store;
        this.limit = limit;
        this.events = events;
        this.outbox = outbox;
        this.batcher = new Batcher<>(lane, this::store);
        this.load = new AtomicInteger(store.outboxSize());
    }

    CompletableFuture<Void> offer(NewMessage message) {
        if (load.incrementAndGet() > limit && recount() >= limit) {
            load.decrementAndGet();
            CompletableFuture<Void> refused = new CompletableFuture<>();
            refused.completeExceptionally(new OutboxFullException(limit));
            return refused;
        }
        return batcher.offer(message);
    }

    /** A message entered the outbox by another way. */
    void count() {
        load.incrementAndGet();
    }

    /** Stores what has come, and refuses what comes from now on. Called in the lane. */
    void close() {
        batcher.close();
    }

    /** What waits is counted first: a message on its way to the store may count twice, never not at all. */
    private int recount() {
        int counted = batcher.waiting() + store.outboxSize();
        load.set(counted + 1);
        return counted;
    }

    private void store(List<NewMessage> messages) {
        store.enqueue(messages, outbox.serverTime());
        List<StatusChange> changes = new ArrayList<>(messages.size());
        messages.forEach(message -> changes.add(StatusChange.queued(message)));
        events.changed(changes);
        outbox.pump();
    }
}
