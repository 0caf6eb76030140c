package io.waggle.loadtest.measure;

import java.time.Duration;

/**
 * The part of a run that counts, after the warm-up, cut into intervals. Times are nanoseconds of {@link System#nanoTime}.
 *
 * @param start inclusive
 * @param end exclusive
 * @param interval length of one; the last may be shorter
 */
public record Window(long start, long end, long interval) {

    private static final long SECOND = 1_000_000_000L;

    /** However long a run is, it is told in no more intervals than this. */
    private static final int MOST_INTERVALS = 600;

    /** A window cut into whole seconds, as many to an interval as a long run needs. */
    public static Window of(long start, Duration length) {
        long seconds = Math.max(1, length.toSeconds());
        return new Window(start, start + length.toNanos(), SECOND * ((seconds + MOST_INTERVALS - 1) / MOST_INTERVALS));
    }

    /** Whether something that happened, or was meant to happen, at this time counts. */
    public boolean contains(long time) {
        return time - start >= 0 && time - end < 0;
    }

    /** Which interval a time within the window is in. */
    int index(long time) {
        return Math.toIntExact((time - start) / interval);
    }

    /** How many intervals there are. */
    public int intervals() {
        return Math.toIntExact((end - start + interval - 1) / interval);
    }

    /** When an interval begins, seconds after the window does. */
    public double secondsAt(int index) {
        return (double) index * interval / SECOND;
    }

    /** How long an interval is, seconds. */
    public double secondsOf(int index) {
        return (double) Math.min(interval, end - start - index * interval) / SECOND;
    }

    /** The window's length, seconds. */
    public double seconds() {
        return (double) (end - start) / SECOND;
    }
}
