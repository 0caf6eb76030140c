package io.waggle.client;

import java.time.Duration;

/** Where the state of a client lives: runs tasks one at a time, in the order they came. May be called from any thread. */
interface Lane {

    /** Runs the task after those that came before it. Once the lane is closed, never. */
    void execute(Runnable task);

    /** Runs the task after the delay, unless it is cancelled before it has begun. */
    Timer after(Duration delay, Runnable task);

    /** A task that waits for its time. */
    interface Timer {

        /** Forgets the task. Called from the lane, it holds: the task does not run any more. */
        void cancel();
    }
}
