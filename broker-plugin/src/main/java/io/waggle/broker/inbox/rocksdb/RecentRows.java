package io.waggle.broker.inbox.rocksdb;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds what the {@link Recent recent} rows of all inboxes take: beyond it, the inbox that has gone longest without a new row
 * loses its own and is served from the store. Owned by the commit thread.
 */
final class RecentRows {

    private final long maxBytes;
    private long bytes;

    /** The inboxes that have any, the one that was added to last at the end. */
    private final Set<Entry> inboxes = new LinkedHashSet<>();

    RecentRows(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Keeps a row that was just added to its inbox. */
    void add(Entry entry, long sequence, Row row) {
        bytes += entry.remember(sequence, row);
        inboxes.remove(entry);
        inboxes.add(entry);
        for (Iterator<Entry> eldest = inboxes.iterator(); bytes > maxBytes; ) {
            bytes -= eldest.next().unrememberAll();
            eldest.remove();
        }
    }

    /** The row does not wait any more. */
    void remove(Entry entry, long sequence) {
        bytes -= entry.unremember(sequence);
        if (!entry.hasRecent()) {
            inboxes.remove(entry);
        }
    }
}
