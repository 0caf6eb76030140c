package io.waggle.broker.limit;

import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.config.RateLimit.WhenUndecided;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether something is done too often, and tells of every refusal. Thread-safe; all of it is in memory, so a restart
 * fills every bucket. A limit that is off costs nothing, another one a look into a table.
 *
 * <p>A refusal says how long to wait. That is no promise, for others may come first; but who waits that long and is alone is let
 * through. Only where a limit is closed because it cannot be decided, nobody knows how long that will be.
 */
public final class RateLimits {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How long who is refused undecided is told to wait: by then the table may have room again. */
    private static final Duration UNDECIDED_WAIT = Duration.ofSeconds(10);

    private final Map<RateLimit, Buckets> limits = new EnumMap<>(RateLimit.class);
    private final Events events;

    /** @param nanoTime nanoseconds of a clock that never goes back, as {@link System#nanoTime} */
    public RateLimits(LimitConfig config, LongSupplier nanoTime, Events events) {
        this.events = events;
        config.rates().forEach((limit, rate) -> {
            if (limit.key() != RateLimit.Key.IDENTIFIER) {
                limits.put(limit, new Buckets(rate, config.maxKeys(), nanoTime));
            }
        });
    }

    /** Whether it limits anything. */
    public boolean isOn(RateLimit limit) {
        return limits.containsKey(limit);
    }

    /** Lets one pass, or says how long to wait. */
    public Optional<Duration> take(RateLimit limit, LimitKey key) {
        return take(limit, key, 1);
    }

    /**
     * Lets so many pass, or none and says how long to wait. More than the limit's bucket can hold pass when it is full.
     *
     * @param tokens at least 1
     */
    public Optional<Duration> take(RateLimit limit, LimitKey key, long tokens) {
        Buckets buckets = find(limit, key);
        return buckets == null ? Optional.empty() : answer(limit, buckets.take(key, tokens));
    }

    /** Undoes a {@link #take} that let pass, for what was then not done for another reason. */
    public void giveBack(RateLimit limit, LimitKey key, long tokens) {
        Buckets buckets = find(limit, key);
        if (buckets != null) {
            buckets.giveBack(key, tokens);
        }
    }

    /** Says whether one could pass, or how long to wait: for what {@link #charge} counts only when it has failed. */
    public Optional<Duration> check(RateLimit limit, LimitKey key) {
        Buckets buckets = find(limit, key);
        return buckets == null ? Optional.empty() : answer(limit, buckets.wait(key));
    }

    /** Counts one that has happened, whether or not there was one left. */
    public void charge(RateLimit limit, LimitKey key) {
        Buckets buckets = find(limit, key);
        if (buckets != null && buckets.drain(key) == Buckets.UNDECIDED) {
            events.publish(new Event.LimitUndecided(limit));
        }
    }

    /** Tells of a refusal by a limit that is kept elsewhere. */
    public void refused(RateLimit limit) {
        events.publish(new Event.LimitRefused(limit));
    }

    /** How many buckets are kept, of all limits together. Each takes some 150 bytes. */
    public long kept() {
        return limits.values().stream().mapToLong(Buckets::count).sum();
    }

    /** Forgets buckets that are full; to be called now and then. */
    public void forgetFull() {
        limits.values().forEach(Buckets::forgetFull);
    }

    private @Nullable Buckets find(RateLimit limit, LimitKey key) {
        if (limit.key() != key.kind()) {
            throw new IllegalArgumentException(limit + " has no key of kind " + key.kind());
        }
        return limits.get(limit);
    }

    private Optional<Duration> answer(RateLimit limit, long nanos) {
        if (nanos == 0) {
            return Optional.empty();
        }
        if (nanos == Buckets.UNDECIDED) {
            events.publish(new Event.LimitUndecided(limit));
            if (limit.whenUndecided() == WhenUndecided.LET_THROUGH) {
                return Optional.empty();
            }
        }
        refused(limit);
        return Optional.of(
                nanos == Buckets.UNDECIDED
                        ? UNDECIDED_WAIT
                        : Duration.ofMillis((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI));
    }
}
