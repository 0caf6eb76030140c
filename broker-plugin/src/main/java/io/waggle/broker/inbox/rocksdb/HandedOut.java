package io.waggle.broker.inbox.rocksdb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Headers of rows that were read from the store for their device and wait for its acknowledgement, which then need not read
 * them again. Bounded over all inboxes: beyond it, the inbox that has gone longest without being read loses its own.
 * Thread-safe: readers add, the commit thread takes.
 */
final class HandedOut {

    private final int maxRows;

    /** The inbox that was read last at the end. */
    private final Map<Entry, Run> runs = new LinkedHashMap<>();

    private int rows;

    HandedOut(int maxRows) {
        this.maxRows = maxRows;
    }

    /** A row's header and where it lies. */
    record Numbered(long sequence, Row.Header header) {}

    /** Every row of an inbox in (after, upTo]. */
    private static final class Run {
        private final Deque<Numbered> headers = new ArrayDeque<>();
        private long after;
        private long upTo;
    }

    /**
     * Keeps what was read: every row of the inbox in (after, upTo].
     *
     * @param removals of the inbox before it was read; if it has lost rows since, or a commit that took some out was not
     *     written yet, what was read may not be true any more
     */
    synchronized void add(Entry entry, long removals, long after, long upTo, List<Numbered> headers) {
        Run run = runs.remove(entry);
        if (run != null && run.upTo != after) { // it begins again
            rows -= run.headers.size();
            run = null;
        }
        if (run == null) {
            run = new Run();
            run.after = after;
        }
        if (Entry.isStable(removals) && entry.removals() == removals) {
            run.headers.addAll(headers);
            run.upTo = upTo;
            rows += headers.size();
        }
        if (run.headers.isEmpty()) {
            return;
        }
        runs.put(entry, run);
        for (Iterator<Run> eldest = runs.values().iterator(); rows > maxRows; ) {
            rows -= eldest.next().headers.size();
            eldest.remove();
        }
    }

    /** Takes out the rows in (after, upTo], in sequence order; nothing unless all that wait there are here. */
    synchronized Optional<List<Numbered>> take(Entry entry, long after, long upTo) {
        Run run = runs.get(entry);
        if (run == null || after < run.after || upTo > run.upTo) {
            return Optional.empty();
        }
        List<Numbered> taken = new ArrayList<>();
        for (Numbered first = run.headers.peekFirst();
                first != null && first.sequence() <= upTo;
                first = run.headers.peekFirst()) {
            run.headers.removeFirst();
            rows--;
            if (first.sequence() > after) {
                taken.add(first);
            }
        }
        run.after = upTo;
        if (run.headers.isEmpty()) {
            runs.remove(entry);
        }
        return Optional.of(taken);
    }

    /** The row does not wait any more. */
    synchronized void remove(Entry entry, long sequence) {
        Run run = runs.get(entry);
        if (run == null || sequence > run.upTo) {
            return;
        }
        rows -= run.headers.size();
        if (run.headers.getFirst().sequence() == sequence) {
            run.headers.removeFirst();
        } else if (run.headers.getFirst().sequence() < sequence) {
            run.headers.removeIf(each -> each.sequence() == sequence);
        }
        rows += run.headers.size();
        if (run.headers.isEmpty()) {
            runs.remove(entry);
        }
    }

    /** How many rows are here. */
    synchronized int rows() {
        return rows;
    }
}
