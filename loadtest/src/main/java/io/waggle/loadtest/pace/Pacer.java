package io.waggle.loadtest.pace;

/**
 * Sends one thread's share of a schedule: every {@code step}th message, beginning with {@code first}. It hands over each
 * message with the time at which it was <em>meant</em> to be sent. It never skips one and never waits for an answer: where
 * it comes late, it sends at once everything that is due, and tells how late it was.
 *
 * <p>How late it was is the generator's own fault and not the system's: what the system holds back waits in the device's
 * outbox, behind this. Belongs to the timer's thread.
 */
public final class Pacer {

    /** What becomes of a message that is due. */
    public interface Sink {

        /**
         * Sends a message now.
         *
         * @param number in the schedule
         * @param intended when it was meant to be sent
         * @param lag how long ago that is, nanoseconds
         */
        void send(long number, long intended, long lag);
    }

    private final Schedule schedule;
    private final Timer timer;
    private final int step;
    private final long end;
    private final Sink sink;
    private final Runnable atEnd;
    private long next;
    private boolean stopped;

    /**
     * @param end no message that is meant to be sent at this time or later
     * @param atEnd run once, when nothing more will be sent
     */
    public Pacer(Schedule schedule, Timer timer, int first, int step, long end, Sink sink, Runnable atEnd) {
        this.schedule = schedule;
        this.timer = timer;
        this.step = step;
        this.end = end;
        this.sink = sink;
        this.atEnd = atEnd;
        this.next = first;
    }

    /** Begins; on the timer's thread, as everything. */
    public void start() {
        tick();
    }

    /** Sends nothing more. */
    public void stop() {
        if (!stopped) {
            stopped = true;
            atEnd.run();
        }
    }

    private void tick() {
        if (stopped) {
            return;
        }
        long now = timer.now();
        long intended = schedule.intended(next);
        while (intended - end < 0 && intended - now <= 0) {
            sink.send(next, intended, now - intended);
            next += step;
            intended = schedule.intended(next);
        }
        if (intended - end >= 0) {
            stop();
        } else {
            timer.schedule(this::tick, intended - timer.now());
        }
    }
}
