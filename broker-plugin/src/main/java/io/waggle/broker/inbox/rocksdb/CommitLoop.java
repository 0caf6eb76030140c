package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.config.CommitConfig;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The commit thread: takes what has gathered, applies it to one commit, writes that, completes it, and begins again. It is
 * the only writer of the store and the owner of all {@link State}.
 *
 * <p>When a write fails it fails everything that waits, throws the state away and opens the store again, as often as it
 * takes. Meanwhile operations are refused at once.
 */
final class CommitLoop implements Runnable {

    /** How long a write without sync may stay without one. */
    private static final Duration SYNC_WITHIN = Duration.ofSeconds(1);

    /** How long an acknowledgement waits for others. A delivered receipt comes later by that at most. */
    private static final Duration PATIENCE = Duration.ofMillis(5);

    private final CommitConfig config;
    private final InboxConfig inboxConfig;
    private final Clock clock;
    private final Events events;
    private final StateOpener opener;
    private final OperationQueue queue;

    private volatile @Nullable State state;
    private volatile boolean closing;
    private volatile Inbox.AppendListener appendListener = device -> {};
    private long unsyncedSince;
    private boolean unsynced;
    private @Nullable Operation<?> postponed;

    /** Opens the store and reads what is in memory of it. */
    @FunctionalInterface
    interface StateOpener {
        State open() throws RocksDBException;
    }

    CommitLoop(
            State state, StateOpener opener, CommitConfig config, InboxConfig inboxConfig, Clock clock, Events events) {
        this.state = state;
        this.opener = opener;
        this.config = config;
        this.inboxConfig = inboxConfig;
        this.clock = clock;
        this.events = events;
        this.queue = new OperationQueue(config.queueMaxOperations(), config.queueMaxBytes(), PATIENCE);
    }

    // --- for other threads

    void onAppend(Inbox.AppendListener listener) {
        appendListener = listener;
    }

    /** The state to read from. @throws InboxUnavailable while there is none */
    State state() {
        State current = state;
        if (current == null) {
            throw unavailable();
        }
        return current;
    }

    /** The state, if there is one that takes operations. */
    Optional<State> available() {
        return closing ? Optional.empty() : Optional.ofNullable(state);
    }

    boolean isAvailable() {
        return available().isPresent();
    }

    int queued() {
        return queue.size();
    }

    /** Hands an operation to the commit thread, or fails it at once. */
    void submit(Operation<?> operation) {
        if (!isAvailable()) {
            operation.fail(unavailable());
            return;
        }
        if (!queue.offer(operation)) {
            events.publish(new Event.CommitQueueFull());
            operation.fail(new InboxUnavailable(InboxUnavailable.Cause.BUSY, "the commit queue is full"));
        } else if (closing) {
            failAll(unavailable()); // it may have been handed in behind the last commit
        }
    }

    /** Makes the thread finish what was handed in and end. */
    void stop() {
        closing = true;
        queue.close();
    }

    // --- the commit thread

    @Override
    public void run() {
        List<Operation<?>> batch = new ArrayList<>();
        try {
            while (!closing || !queue.isEmpty() || postponed != null) {
                batch.clear();
                gather(batch);
                if (state == null && !closing) {
                    recover();
                }
                if (!batch.isEmpty()) {
                    commit(batch);
                }
                maintain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closing = true;
            failAll(unavailable());
            syncQuietly();
            closeState();
        }
    }

    private void gather(List<Operation<?>> batch) throws InterruptedException {
        if (postponed == null) {
            queue.await(SYNC_WITHIN);
        }
        Operation<?> next = postponed != null ? postponed : queue.poll();
        postponed = null;
        long bytes = 0;
        while (next != null) {
            if (next.isAlone() && !batch.isEmpty()) {
                postponed = next;
                return;
            }
            batch.add(next);
            bytes += next.bytes();
            if (next.isAlone() || batch.size() >= config.batchMaxOperations() || bytes >= config.batchMaxBytes()) {
                return;
            }
            next = queue.poll();
        }
    }

    private void commit(List<Operation<?>> batch) {
        State current = state;
        if (current == null) {
            batch.forEach(operation -> operation.fail(unavailable()));
            return;
        }
        long started = System.nanoTime();
        Commit.Written written;
        try {
            Commit commit = new Commit(current, inboxConfig, clock.instant());
            for (Operation<?> operation : batch) {
                operation.applyTo(commit);
            }
            written = commit.write();
        } catch (RocksDBException | RuntimeException e) {
            fail(batch, e);
            return;
        }
        noteSync(written);
        written.events().forEach(events::publish); // first: whoever waits for the result may look for them
        for (Operation<?> operation : batch) {
            operation.complete();
        }
        for (Entry entry : written.changed()) {
            appendListener.appended(entry.device());
        }
        if (written.records() > 0) {
            events.publish(new Event.Committed(
                    batch.size(), written.bytes(), written.synced(), Duration.ofNanos(System.nanoTime() - started)));
        }
    }

    private void noteSync(Commit.Written written) {
        if (written.synced()) {
            unsynced = false;
        } else if (written.records() > 0 && !unsynced) {
            unsynced = true;
            unsyncedSince = System.nanoTime();
        }
    }

    /** Syncs what was written without it for long enough, and lets old message ids go. */
    private void maintain() {
        State current = state;
        if (current == null) {
            return;
        }
        try {
            if (unsynced && System.nanoTime() - unsyncedSince >= SYNC_WITHIN.toNanos()) {
                current.store().sync();
                unsynced = false;
            }
            current.dedup().rotate(clock.millis());
        } catch (RocksDBException e) {
            fail(List.of(), e);
        }
    }

    // --- failure

    private void fail(List<Operation<?>> batch, Exception cause) {
        events.publish(new Event.CommitFailed(cause));
        InboxUnavailable reason = new InboxUnavailable("the store failed; it is not known what was written", cause);
        closeState();
        batch.forEach(operation -> operation.fail(reason));
        failAll(reason);
    }

    private void recover() throws InterruptedException {
        Instant since = clock.instant();
        while (state == null && !closing) {
            failAll(unavailable());
            try {
                state = opener.open();
                events.publish(new Event.StoreRecovered(Duration.between(since, clock.instant())));
            } catch (RocksDBException | RuntimeException e) {
                events.publish(new Event.RecoveryFailed(e));
                TimeUnit.NANOSECONDS.sleep(config.recoveryInterval().toNanos());
            }
        }
    }

    private void failAll(InboxUnavailable reason) {
        for (Operation<?> left = queue.poll(); left != null; left = queue.poll()) {
            left.fail(reason);
        }
    }

    /** Before an orderly end. Where it fails, what was not synced was not promised to anybody either. */
    private void syncQuietly() {
        State current = state;
        if (current != null && unsynced) {
            try {
                current.store().sync();
            } catch (RocksDBException e) {
                events.publish(new Event.CommitFailed(e));
            }
        }
    }

    private void closeState() {
        State current = state;
        state = null;
        unsynced = false;
        if (current != null) {
            current.close();
        }
    }

    private InboxUnavailable unavailable() {
        return closing
                ? new InboxUnavailable(InboxUnavailable.Cause.CLOSED, "the store is closed")
                : new InboxUnavailable(InboxUnavailable.Cause.FAILED, "the store has failed and is being opened again");
    }
}
