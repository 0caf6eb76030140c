package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.inbox.Page;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.InboxItem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Reads an inbox on a thread that is not the commit thread: rows from the store and pointers from memory, merged by
 * sequence, up to what had been published when it began.
 */
final class PageReader {

    /** What an item takes in a frame besides content: ids, names, lengths, at their longest. */
    private static final int ITEM_OVERHEAD = 320;

    private final State state;
    private final Entry entry;
    private final long nowMs;
    private final List<InboxItem> items = new ArrayList<>();

    /** Of the rows that came from the store, those that go out and those whose lifetime has ended. */
    private final List<HandedOut.Numbered> handedOut = new ArrayList<>();

    private int bytes;
    private long last;
    private boolean full;

    PageReader(State state, Entry entry, long nowMs) {
        this.state = state;
        this.entry = entry;
        this.nowMs = nowMs;
    }

    Page read(long after, int maxBytes, int maxRows) throws RocksDBException {
        long published = entry.published();
        long removals = entry.removals();
        long start = Math.max(after, entry.acknowledged());
        last = start;
        if (published <= start) {
            return new Page(List.of(), new InboxSequence(start), false);
        }
        Iterator<ReceiptRow> receipts = entry.receipts(start, published).iterator();
        ReceiptRow[] next = {nextOf(receipts)};
        state.scanRows(entry, start, published, (sequence, row) -> {
            while (next[0] != null && next[0].sequence() < sequence && !full) {
                add(State.item(entry, next[0]), 0, maxBytes, maxRows);
                next[0] = full ? next[0] : nextOf(receipts);
            }
            if (!full) {
                addRow(sequence, row, maxBytes, maxRows);
            }
            return !full;
        });
        while (next[0] != null && !full) {
            add(State.item(entry, next[0]), 0, maxBytes, maxRows);
            next[0] = full ? next[0] : nextOf(receipts);
        }
        if (!full) {
            last = published;
        }
        if (!handedOut.isEmpty()) {
            state.handedOut().add(entry, removals, start, last, handedOut);
        }
        return new Page(items, new InboxSequence(last), full);
    }

    private void addRow(long sequence, Row row, int maxBytes, int maxRows) throws RocksDBException {
        int bodyLength = row.header().bodyLength();
        if (row.header().isExpired(nowMs)) {
            last = sequence;
        } else if (isFull(bodyLength, maxBytes, maxRows)) {
            full = true;
            return;
        } else {
            add(state.item(entry, sequence, row), bodyLength, maxBytes, maxRows);
        }
        if (row.body() instanceof Row.Body.Sealed) {
            handedOut.add(new HandedOut.Numbered(sequence, row.header()));
        }
    }

    private void add(InboxItem item, int bodyLength, int maxBytes, int maxRows) {
        if (isFull(bodyLength, maxBytes, maxRows)) {
            full = true;
            return;
        }
        items.add(item);
        bytes += bodyLength + ITEM_OVERHEAD;
        last = item.sequence().value();
    }

    private boolean isFull(int bodyLength, int maxBytes, int maxRows) {
        return !items.isEmpty() && (items.size() >= maxRows || bytes + bodyLength + ITEM_OVERHEAD > maxBytes);
    }

    /** When the first message that waits was accepted; now if none does. */
    long oldestAcceptedAtMs() throws RocksDBException {
        long[] found = {nowMs};
        state.scanRows(entry, entry.acknowledged(), entry.published(), (sequence, row) -> {
            found[0] = row.header().acceptedAtMs();
            return row.header().message() == null;
        });
        return found[0];
    }

    private static @Nullable ReceiptRow nextOf(Iterator<ReceiptRow> receipts) {
        return receipts.hasNext() ? receipts.next() : null;
    }
}
