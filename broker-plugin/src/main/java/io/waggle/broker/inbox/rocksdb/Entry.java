package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.inbox.InboxState;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.ReceiptKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One inbox in memory. The commit thread alone changes it, while it builds a commit; what readers on other threads may
 * rely on is published by {@link #publish()} after the commit. Counters are volatile only so that others can read a recent
 * value.
 *
 * <p>Counters are not stored: they are counted from the rows when the inbox is first needed after a start ({@link #load}).
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes the counters
final class Entry {

    /** Far more conversations than two devices have in common. */
    static final int REPORTS_PER_MEMBER = 128;

    private final long id;
    private final Address device;
    private final Epoch epoch;

    private boolean loaded;
    private volatile long acknowledged;
    private long last;
    private volatile int messages;
    private volatile long bytes;
    private volatile int controlRows;
    private long missedMark;
    private long earliestExpiryMs = Long.MAX_VALUE;

    /** In sequence order, for a pointer that moves is removed and put again. Guarded by this. */
    private final Map<ReceiptRow.Key, ReceiptRow> receipts = new LinkedHashMap<>(0);

    private volatile int deliveredPointers;

    /** Read and played pointers by the inbox of the device that reported them. Guarded by this. */
    private final Map<Long, Integer> reportsOf = new HashMap<>(0);

    private volatile long published;

    Entry(Address device, InboxRecord stored) {
        this.id = stored.id();
        this.device = device;
        this.epoch = stored.epoch();
        this.acknowledged = stored.acknowledged();
        this.last = stored.acknowledged();
        this.published = stored.acknowledged();
    }

    long id() {
        return id;
    }

    Address device() {
        return device;
    }

    Epoch epoch() {
        return epoch;
    }

    InboxRecord record() {
        return new InboxRecord(id, epoch, acknowledged);
    }

    InboxState state() {
        long upTo = acknowledged;
        return new InboxState(device, epoch, new InboxSequence(upTo), new InboxSequence(Math.max(upTo, published)));
    }

    // --- loading, on whichever thread comes first; the commit thread never changes an inbox that is not loaded

    /** Counts what the store holds, once. */
    synchronized void load(Loader loader) {
        if (!loaded) {
            loader.load(this);
            loaded = true;
            published = last;
        }
    }

    synchronized boolean isLoaded() {
        return loaded;
    }

    /** Reads an inbox's rows and receipts and reports each to the entry. */
    @FunctionalInterface
    interface Loader {
        void load(Entry entry);
    }

    // --- changes, by the loader or the commit thread

    /** The next sequence: above everything this inbox ever used, also in an incarnation whose last writes were lost. */
    long nextSequence(long incarnationBase) {
        last = Math.max(last + 1, incarnationBase);
        return last;
    }

    void added(long sequence, Row.Kind kind, int bodyLength, long expiresAtMs) {
        last = Math.max(last, sequence);
        earliestExpiryMs = Math.min(earliestExpiryMs, expiresAtMs);
        if (kind == Row.Kind.MESSAGE) {
            messages++;
            bytes += bodyLength;
        } else {
            controlRows++;
        }
        if (kind == Row.Kind.MISSED) {
            missedMark = sequence;
        }
    }

    void removed(long sequence, Row.Kind kind, int bodyLength) {
        if (kind == Row.Kind.MESSAGE) {
            messages--;
            bytes -= bodyLength;
        } else {
            controlRows--;
        }
        if (sequence == missedMark) {
            missedMark = 0;
        }
        if (messages == 0 && controlRows == 0) {
            earliestExpiryMs = Long.MAX_VALUE;
        }
    }

    void acknowledge(long upTo) {
        acknowledged = upTo;
        last = Math.max(last, upTo);
    }

    void earliestExpiry(long ms) {
        earliestExpiryMs = ms;
    }

    /** Sets or moves a pointer. */
    synchronized void put(ReceiptRow receipt) {
        last = Math.max(last, receipt.sequence());
        if (receipts.remove(receipt.key()) == null) {
            count(receipt.key(), 1);
        }
        receipts.put(receipt.key(), receipt);
    }

    private void count(ReceiptRow.Key key, int difference) {
        if (key.kind() == ReceiptKind.DELIVERED) {
            deliveredPointers += difference;
        } else if (reportsOf.merge(key.member(), difference, Integer::sum) == 0) {
            reportsOf.remove(key.member());
        }
    }

    synchronized @Nullable ReceiptRow receipt(ReceiptRow.Key key) {
        return receipts.get(key);
    }

    /** Takes out the pointers up to a sequence. */
    synchronized List<ReceiptRow> takeReceipts(long upTo) {
        List<ReceiptRow> taken = new ArrayList<>();
        for (Iterator<ReceiptRow> all = receipts.values().iterator(); all.hasNext(); ) {
            ReceiptRow receipt = all.next();
            if (receipt.sequence() > upTo) {
                break;
            }
            all.remove();
            count(receipt.key(), -1);
            taken.add(receipt);
        }
        return taken;
    }

    void publish() {
        published = last;
    }

    // --- questions

    /** Up to where readers may read. */
    long published() {
        return published;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** The highest sequence allotted; for the commit thread. */
    long last() {
        return last;
    }

    boolean hasRoom(int contentBytes, int maxMessages, long maxBytes) {
        return messages < maxMessages && bytes + contentBytes <= maxBytes;
    }

    int controlRows() {
        return controlRows;
    }

    /**
     * What waits here because of what this device itself sent: outcomes, and delivered pointers. What others report of their
     * own accord does not count, so that nobody can keep a device from sending.
     */
    int duties() {
        return controlRows + deliveredPointers;
    }

    /** Whether another device may have one more pointer here: of its own it may have {@value #REPORTS_PER_MEMBER}. */
    synchronized boolean hasRoomForReportOf(long member, int max) {
        int reports = receipts.size() - deliveredPointers;
        return reports < max && reportsOf.getOrDefault(member, 0) < REPORTS_PER_MEMBER;
    }

    boolean isMarkedMissed() {
        return missedMark != 0;
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    long earliestExpiryMs() {
        return earliestExpiryMs;
    }

    boolean holdsRows() {
        return messages > 0 || controlRows > 0;
    }

    /** Pointers in (after, upTo], in sequence order. */
    synchronized List<ReceiptRow> receipts(long after, long upTo) {
        if (receipts.isEmpty()) {
            return List.of();
        }
        List<ReceiptRow> found = new ArrayList<>();
        for (ReceiptRow receipt : receipts.values()) {
            if (receipt.sequence() > after && receipt.sequence() <= upTo) {
                found.add(receipt);
            }
        }
        return found;
    }
}
