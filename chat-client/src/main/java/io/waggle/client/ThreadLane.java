package io.waggle.client;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lane that is a thread. */
final class ThreadLane implements Lane {

    private static final Logger log = LoggerFactory.getLogger(ThreadLane.class);

    private final ScheduledThreadPoolExecutor thread;
    private volatile @Nullable Thread current;

    ThreadLane(String name) {
        thread = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    current = made;
                    return made;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(guarded(task));
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Future<?> future = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    /** Whether the caller is the thread. */
    boolean isCurrent() {
        return Thread.currentThread() == current;
    }

    /** Takes no more tasks, and lets the one that runs finish. */
    void close() {
        thread.shutdownNow();
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("a task of the client failed; this is a bug", e);
                throw e;
            }
        };
    }
}
