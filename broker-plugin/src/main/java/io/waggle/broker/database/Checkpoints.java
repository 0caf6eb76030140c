package io.waggle.broker.database;

/**
 * A group commit for an engine whose commits stay in memory until someone asks for a checkpoint: whoever has committed waits for
 * a checkpoint that began after that. One runs at a time, and covers everyone who was waiting when it began.
 *
 * <p>Thread-safe: the counters are guarded by this object's lock, which is not held while a checkpoint runs.
 */
final class Checkpoints {

    private final Runnable checkpoint;
    private long wanted;
    private long covering;
    private long done;
    private boolean running;

    Checkpoints(Runnable checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * Returns when everything that was committed before the call is on disk.
     *
     * @throws RuntimeException of a checkpoint that this thread ran and that failed
     */
    void await() {
        long covered = becomeLeader();
        if (covered == 0) {
            return;
        }
        boolean succeeded = false;
        try {
            checkpoint.run();
            succeeded = true;
        } finally {
            finish(succeeded ? covered : 0);
        }
    }

    /** Waits until another's checkpoint has covered this call, or none runs: then what this one is to cover. */
    private synchronized long becomeLeader() {
        long mine = ++wanted;
        boolean interrupted = false;
        while (done < mine && running) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // the answer must not come before the disk has it
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (done >= mine) {
            return 0;
        }
        running = true;
        covering = wanted;
        return wanted;
    }

    /** How many calls no checkpoint that is running or done covers. */
    synchronized long waiting() {
        return wanted - Math.max(done, covering);
    }

    private synchronized void finish(long covered) {
        done = Math.max(done, covered);
        running = false;
        notifyAll();
    }
}
