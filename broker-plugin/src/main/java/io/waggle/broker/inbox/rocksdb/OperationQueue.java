package io.waggle.broker.inbox.rocksdb;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Operations on their way to the commit thread, in the order in which they were handed over. Any thread offers; one takes.
 *
 * <p>The thread is woken for an operation that somebody waits for. One that {@linkplain Operation#canWait can wait} does so
 * for a moment, so that it finds company: where little goes on, each would otherwise be a commit by itself, and waking
 * a thread costs more than what it then does. Nothing overtakes: what waits goes along with what is handed over after it.
 */
final class OperationQueue {

    private final MpscArrayQueue<Operation<?>> queue;
    private final long maxBytes;
    private final Duration patience;
    private final AtomicLong bytes = new AtomicLong();

    /** How many of those in the queue cannot wait; counted before they are in it. */
    private final AtomicInteger urgent = new AtomicInteger();

    /** What the thread that takes is parked for. */
    private final AtomicInteger parkedFor = new AtomicInteger(NOTHING);

    private static final int NOTHING = 0;
    private static final int URGENT = 1;
    private static final int ANY = 2;

    private volatile @Nullable Thread taker;
    private volatile boolean closed;

    /**
     * @param maxOperations that are queued at a time
     * @param maxBytes of content that they hold together; a single one may hold more
     * @param patience how long an operation that can wait does, at most, before the thread turns to it
     */
    OperationQueue(int maxOperations, long maxBytes, Duration patience) {
        this.patience = patience;
        this.queue = new MpscArrayQueue<>(maxOperations);
        this.maxBytes = maxBytes;
    }

    // --- for any thread

    /** Hands over; false if there is no room. */
    boolean offer(Operation<?> operation) {
        boolean canWait = operation.canWait();
        long together = bytes.addAndGet(operation.bytes());
        if (!canWait) {
            urgent.incrementAndGet();
        }
        if ((together > maxBytes && together > operation.bytes()) || !queue.offer(operation)) {
            forget(operation);
            return false;
        }
        int awaited = parkedFor.get();
        if (awaited == ANY || (awaited == URGENT && !canWait)) {
            unpark(awaited);
        }
        return true;
    }

    private void unpark(int awaited) {
        if (parkedFor.compareAndSet(awaited, NOTHING)) { // one of many is enough
            LockSupport.unpark(taker);
        }
    }

    /** From now on nobody waits in {@link #await}. */
    void close() {
        closed = true;
        unpark(ANY);
        unpark(URGENT);
    }

    int size() {
        return queue.size();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    // --- for the thread that takes

    /** Waits until there is something to do, for this long at most. @throws InterruptedException if it is interrupted */
    void await(Duration atMost) throws InterruptedException {
        taker = Thread.currentThread();
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean patient = false;
        while (urgent.get() == 0 && !closed) {
            if (!patient && !queue.isEmpty()) {
                patient = true;
                deadline = Math.min(deadline, System.nanoTime() + patience.toNanos());
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            park(patient ? URGENT : ANY, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Says what for, looks once more, and sleeps: whoever offers puts in first and then looks whether somebody sleeps. */
    private void park(int what, long nanos) {
        parkedFor.set(what);
        if (urgent.get() == 0 && (what == URGENT || queue.isEmpty()) && !closed) {
            LockSupport.parkNanos(this, nanos);
        }
        parkedFor.set(NOTHING);
    }

    /** The next one; nothing if there is none. */
    @Nullable
    Operation<?> poll() {
        Operation<?> next = queue.poll();
        if (next != null) {
            forget(next);
        }
        return next;
    }

    private void forget(Operation<?> operation) {
        bytes.addAndGet(-operation.bytes());
        if (!operation.canWait()) {
            urgent.decrementAndGet();
        }
    }
}
