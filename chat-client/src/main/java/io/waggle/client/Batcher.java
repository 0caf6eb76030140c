package io.waggle.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Gathers what many threads hand in and has it written in the lane, as much at a time as has come together: while one
 * batch is flushed to disk, the next one fills. The write sees items in the order they came.
 */
final class Batcher<T> {

    private static final int MAX_BATCH = 256;

    private final Lane lane;
    private final Consumer<List<T>> write;
    private final Queue<Entry<T>> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean closed;

    /** Writes by the given means; when that returns, the batch is written, when it throws, it is not. */
    Batcher(Lane lane, Consumer<List<T>> write) {
        this.lane = lane;
        this.write = write;
    }

    /** Hands in an item. The future completes in the lane when it is written, or fails with what the write threw. */
    CompletableFuture<Void> offer(T item) {
        Entry<T> entry = new Entry<>(item, new CompletableFuture<>());
        waiting.incrementAndGet();
        entries.add(entry);
        if (closed) {
            refuseRest();
        } else if (scheduled.compareAndSet(false, true)) {
            lane.execute(this::drain);
        }
        return entry.written;
    }

    /** How many items are not written yet. */
    int waiting() {
        return waiting.get();
    }

    /** Writes everything that has come until now. Called in the lane. */
    void drain() {
        scheduled.set(false);
        for (List<Entry<T>> batch = poll(); !batch.isEmpty(); batch = poll()) {
            write(batch);
        }
    }

    /** Writes what has come, and refuses what comes from now on. Called in the lane. */
    void close() {
        drain();
        closed = true;
        refuseRest();
    }

    private void refuseRest() {
        for (Entry<T> entry = entries.poll(); entry != null; entry = entries.poll()) {
            entry.written.completeExceptionally(new IllegalStateException("the client is closed"));
        }
    }

    private void write(List<Entry<T>> batch) {
        List<T> items = new ArrayList<>(batch.size());
        batch.forEach(entry -> items.add(entry.item));
        try {
            write.accept(items);
        } catch (RuntimeException e) {
            waiting.addAndGet(-batch.size());
            batch.forEach(entry -> entry.written.completeExceptionally(e));
            throw e;
        }
        waiting.addAndGet(-batch.size());
        batch.forEach(entry -> entry.written.complete(null));
    }

    private List<Entry<T>> poll() {
        List<Entry<T>> batch = new ArrayList<>();
        for (Entry<T> next = entries.poll(); next != null; next = batch.size() < MAX_BATCH ? entries.poll() : null) {
            batch.add(next);
        }
        return batch;
    }

    private record Entry<T>(T item, CompletableFuture<Void> written) {}
}
