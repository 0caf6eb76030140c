package io.waggle.broker.limit;

import io.waggle.broker.config.Rate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of one limit, at most so many. A bucket that is not there is full, and one that is full again can be forgotten;
 * that is done when the table is full, but not more than once a second, and by {@link #forgetFull}. Thread-safe: a bucket guards
 * itself, and what is no longer in the table takes nothing.
 */
final class Buckets {

    /** What is answered when there is no bucket and no room for one. */
    static final long UNDECIDED = -2;

    private static final long FORGETTING_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final int tokens;

    /** What a token is worth, in nanoseconds: rounded down, so a bucket fills a thousandth faster than it should, at most. */
    private final long worth;

    private final long size;
    private final int maxKeys;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<LimitKey, Bucket> table = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong forgotAt;

    Buckets(Rate rate, int maxKeys, LongSupplier nanoTime) {
        this.tokens = rate.count();
        this.worth = rate.period().toNanos() / tokens;
        this.size = worth * tokens;
        this.maxKeys = maxKeys;
        this.nanoTime = nanoTime;
        this.forgotAt = new AtomicLong(nanoTime.getAsLong() - FORGETTING_INTERVAL);
    }

    /**
     * Takes so many at once, or, where a bucket does not even hold that many, all of a full one.
     *
     * @return 0 if they were taken; else after how many nanoseconds they will be there, or {@link #UNDECIDED}
     */
    long take(LimitKey key, long wanted) {
        long amount = amount(wanted);
        long now = nanoTime.getAsLong();
        while (true) {
            Bucket bucket = findOrMake(key, now);
            long wait = bucket == null ? UNDECIDED : bucket.take(amount, size, now);
            if (wait != Bucket.FORGOTTEN) {
                return wait;
            }
        }
    }

    /** Whether one could be taken: 0, or after how many nanoseconds, or {@link #UNDECIDED}. Makes no bucket. */
    long wait(LimitKey key) {
        long now = nanoTime.getAsLong();
        Bucket bucket = table.get(key);
        if (bucket == null) {
            return hasRoom(now) ? 0 : UNDECIDED;
        }
        long wait = bucket.wait(amount(1), size, now);
        return wait == Bucket.FORGOTTEN ? 0 : wait;
    }

    /** Takes one, also where there is less. @return 0, or {@link #UNDECIDED} */
    long drain(LimitKey key) {
        long now = nanoTime.getAsLong();
        while (true) {
            Bucket bucket = findOrMake(key, now);
            long done = bucket == null ? UNDECIDED : bucket.drain(amount(1), size, now);
            if (done != Bucket.FORGOTTEN) {
                return done;
            }
        }
    }

    /** Puts back what {@link #take} took. A bucket that is forgotten is full anyway. */
    void giveBack(LimitKey key, long taken) {
        Bucket bucket = table.get(key);
        if (bucket != null) {
            bucket.giveBack(amount(taken));
        }
    }

    /** Forgets buckets that are full. */
    void forgetFull() {
        long now = nanoTime.getAsLong();
        table.forEach((key, bucket) -> {
            if (bucket.forgetIfFull(now) && table.remove(key, bucket)) {
                count.decrementAndGet();
            }
        });
    }

    /** Buckets that are kept. */
    int count() {
        return count.get();
    }

    private long amount(long wanted) {
        return Math.min(wanted, tokens) * worth;
    }

    private @Nullable Bucket findOrMake(LimitKey key, long now) {
        Bucket found = table.get(key);
        if (found == null && hasRoom(now)) {
            found = table.computeIfAbsent(key, k -> make(now));
        }
        return found;
    }

    private @Nullable Bucket make(long now) {
        if (count.incrementAndGet() <= maxKeys) {
            return new Bucket(now);
        }
        count.decrementAndGet();
        return null;
    }

    private boolean hasRoom(long now) {
        if (count.get() < maxKeys) {
            return true;
        }
        long last = forgotAt.get();
        if (now - last >= FORGETTING_INTERVAL && forgotAt.compareAndSet(last, now)) {
            forgetFull();
        }
        return count.get() < maxKeys;
    }
}
