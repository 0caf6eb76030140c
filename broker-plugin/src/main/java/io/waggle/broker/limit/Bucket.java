package io.waggle.broker.limit;

/**
 * One bucket, as the time at which it will be full: everything that is taken moves that time on, and what would move it further
 * than an empty bucket takes to fill is not there (the generic cell rate algorithm, ITU-T I.371). Times are nanoseconds of a
 * clock that never goes back; amounts are the nanoseconds that they take to flow in. Thread-safe.
 */
final class Bucket {

    /** What a forgotten bucket answers: whoever holds one that is not in the table any more must look again. */
    static final long FORGOTTEN = -1;

    private long fullAt;
    private boolean forgotten;

    /** A full one. */
    Bucket(long now) {
        fullAt = now;
    }

    /**
     * Takes an amount, if all of it is there.
     *
     * @param size what a full bucket holds; the amount is no more than that
     * @return 0 if it was taken; else after how long it will be there, or {@link #FORGOTTEN}
     */
    synchronized long take(long amount, long size, long now) {
        long wait = wait(amount, size, now);
        if (wait == 0) {
            fullAt = later(fullAt, now) + amount;
        }
        return wait;
    }

    /** The same without taking it. */
    synchronized long wait(long amount, long size, long now) {
        return forgotten ? FORGOTTEN : Math.max(0, later(fullAt, now) + amount - size - now);
    }

    /** Takes an amount, or what there is. @return 0, or {@link #FORGOTTEN} */
    synchronized long drain(long amount, long size, long now) {
        if (forgotten) {
            return FORGOTTEN;
        }
        long most = now + size;
        long after = later(fullAt, now) + amount;
        fullAt = after - most > 0 ? most : after;
        return 0;
    }

    /** Puts back what was taken. */
    synchronized void giveBack(long amount) {
        fullAt -= amount;
    }

    /** Whether it is full, and from now on forgotten. */
    synchronized boolean forgetIfFull(long now) {
        forgotten |= fullAt - now <= 0;
        return forgotten;
    }

    /** System.nanoTime may overflow: only differences can be compared. */
    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
