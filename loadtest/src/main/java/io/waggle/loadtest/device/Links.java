package io.waggle.loadtest.device;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of connections. For any thread. */
public final class Links {

    /** Reasons are for a person: a handful says it. */
    private static final int MOST_REASONS = 20;

    private final LongAdder opened = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

    /**
     * The sums.
     *
     * @param opened connections on which a device got ready
     * @param failed attempts that came to nothing
     * @param lost connections that the device did not end itself
     * @param reasons why, and how often
     */
    public record Sums(long opened, long failed, long lost, Map<String, Long> reasons) {}

    /** A device got ready on a connection. */
    public void opened() {
        opened.increment();
    }

    /** An attempt came to nothing. */
    public void failed(String reason) {
        failed.increment();
        note(reason);
    }

    /**
     * A connection ended.
     *
     * @param unwanted whether the device wanted it to go on
     */
    public void ended(boolean unwanted, String reason) {
        if (unwanted) {
            lost.increment();
            note(reason);
        }
    }

    private void note(String reason) {
        if (reasons.size() < MOST_REASONS || reasons.containsKey(reason)) {
            reasons.computeIfAbsent(reason, key -> new LongAdder()).increment();
        }
    }

    /** As they stand now. */
    public Sums sums() {
        Map<String, Long> told = new TreeMap<>();
        reasons.forEach((reason, count) -> told.put(reason, count.sum()));
        return new Sums(opened.sum(), failed.sum(), lost.sum(), told);
    }
}
