package io.waggle.broker.account;

import io.waggle.broker.database.Database;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Carries out the changes that transactions have noted, in their order, on one thread of its own. It looks at once when a
 * transaction of this process has noted one, and regularly for those of others. What cannot be carried out now is tried again,
 * and those after it wait.
 */
public final class ChangeFeed implements AutoCloseable {

    /** A session that another process has ended must end here within a second. */
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private static final int AT_ONCE = 100;

    private final Database database;
    private final AccountChanges changes;
    private final Executor executor;
    private final Events events;
    private final Thread thread;

    /** Holds one while there is something new to look at. */
    private final BlockingQueue<Boolean> nudges = new ArrayBlockingQueue<>(1);

    private volatile boolean closed;

    /** What carries out a change. */
    @FunctionalInterface
    public interface Executor {

        /**
         * Carries the change out, wholly, before it returns. It may have been carried out before.
         *
         * @throws RuntimeException if it cannot be, now
         */
        void execute(AccountChange change);
    }

    public ChangeFeed(Database database, AccountChanges changes, Executor executor, Events events) {
        this.database = database;
        this.changes = changes;
        this.executor = executor;
        this.events = events;
        this.thread = new Thread(this::run, "waggle-account-changes");
    }

    /** Begins. */
    public void start() {
        changes.onAdded(this::nudge);
        thread.start();
    }

    private void nudge() {
        boolean unused = nudges.offer(true);
    }

    private void run() {
        while (!closed) {
            boolean more = false;
            try {
                more = executeNext();
            } catch (RuntimeException e) {
                if (!closed) {
                    events.publish(new Event.AccountChangeFailed(e));
                }
            }
            if (!more) {
                await();
            }
        }
    }

    /** Whether there may be more to do. */
    private boolean executeNext() {
        // Written, not read: what is seen here is then on disk, and may have consequences elsewhere.
        List<AccountChanges.Entry> next = database.write(handle -> changes.next(handle, AT_ONCE));
        for (AccountChanges.Entry entry : next) {
            executor.execute(entry.change());
            database.writeSoon(handle -> {
                changes.remove(handle, entry);
                return true;
            });
            events.publish(new Event.AccountChanged());
        }
        return next.size() == AT_ONCE;
    }

    private void await() {
        try {
            var unused = nudges.poll(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    /** Lets the change that is being carried out end. Those that are left are carried out after the next start. */
    @Override
    public void close() {
        closed = true;
        nudge();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
