package io.waggle.loadtest.pace;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** One thread's clock and alarm. */
public interface Timer extends Executor {

    /** Now, nanoseconds of a clock that never goes back; only differences mean anything. */
    long now();

    /** Runs a task on this thread after a time; at once if it is not positive. */
    void schedule(Runnable task, long nanos);

    /** The clock and alarm of an event loop. */
    static Timer of(EventExecutor loop) {
        return new Timer() {
            @Override
            public long now() {
                return System.nanoTime();
            }

            @Override
            public void schedule(Runnable task, long nanos) {
                var unused = loop.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
            }

            @Override
            public void execute(Runnable task) {
                loop.execute(task);
            }
        };
    }
}
