package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.inbox.InboxState;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import java.util.List;
import java.util.Optional;
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

    /** Whether the store says that there is this inbox. */
    private volatile boolean stored;

    private boolean loaded;
    private volatile long acknowledged;
    private long last;
    private volatile int messages;
    private volatile long bytes;
    private volatile int controlRows;
    private long missedMark;
    private long earliestExpiryMs = Long.MAX_VALUE;

    /** Nothing while no pointer waits, as in most inboxes most of the time. Guarded by this. */
    private @Nullable Receipts receipts;

    /** Of these, the delivered ones, for readers on other threads. */
    private volatile int deliveredPointers;

    /** Nothing while no row is in memory. Guarded by this. */
    private @Nullable Recent recent;

    private @Nullable MessageId newestSent;

    private volatile long published;

    /** Odd while a commit takes rows out that is not written yet. */
    private volatile long removals;

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

    void added(long sequence, Row.Header row) {
        last = Math.max(last, sequence);
        earliestExpiryMs = Math.min(earliestExpiryMs, row.expiresAtMs());
        if (row.kind().countsTowardsQuota()) {
            messages++;
            bytes += row.bodyLength();
        } else {
            controlRows++;
        }
        if (row.kind() == Row.Kind.MISSED) {
            missedMark = sequence;
        }
    }

    void removed(long sequence, Row.Header row) {
        if (isStable(removals)) {
            removals++;
        }
        if (row.kind().countsTowardsQuota()) {
            messages--;
            bytes -= row.bodyLength();
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

    /** Keeps a row that was just added in memory too. Returns by how many bytes that takes more. */
    synchronized long remember(long sequence, Row row) {
        if (recent == null) {
            recent = new Recent(messages + controlRows == 1 ? 0 : sequence - 1);
        }
        return recent.add(sequence, row);
    }

    /** Lets a row go from memory, if it is there. Returns how many bytes that frees. */
    synchronized long unremember(long sequence) {
        if (recent == null) {
            return 0;
        }
        long freed = recent.remove(sequence);
        recent = recent.isEmpty() ? null : recent;
        return freed;
    }

    /** Lets all rows go from memory. Returns how many bytes that frees. */
    synchronized long unrememberAll() {
        long freed = recent == null ? 0 : recent.bytes();
        recent = null;
        return freed;
    }

    synchronized boolean hasRecent() {
        return recent != null;
    }

    /** The rows in (after, upTo], in sequence order; nothing unless all of them are in memory. */
    synchronized Optional<List<Recent.Numbered>> recent(long after, long upTo) {
        return recent == null ? Optional.empty() : recent.between(after, upTo);
    }

    /** The highest message id that the device has had accepted, or a higher one; nothing if that has not been read. */
    @Nullable
    MessageId newestSent() {
        return newestSent;
    }

    void newestSent(MessageId id) {
        newestSent = id;
    }

    /** Sets or moves a pointer. */
    synchronized void put(ReceiptRow receipt) {
        last = Math.max(last, receipt.sequence());
        if (receipts == null) {
            receipts = new Receipts(device.device());
        }
        receipts.put(receipt);
        deliveredPointers = receipts.delivered();
    }

    synchronized boolean hasReceipt(ReceiptRow.Key key) {
        return receipts != null && receipts.contains(key);
    }

    /** Takes out the pointers up to a sequence. */
    synchronized List<ReceiptRow> takeReceipts(long upTo) {
        if (receipts == null) {
            return List.of();
        }
        List<ReceiptRow> taken = receipts.take(upTo);
        deliveredPointers = receipts.delivered();
        receipts = receipts.isEmpty() ? null : receipts;
        return taken;
    }

    /** The commit that took rows out is written: the store says so too from now on. */
    void removalsWritten() {
        if (!isStable(removals)) {
            removals++;
        }
    }

    /** A number that changes whenever rows are taken out, and again when that is written. */
    long removals() {
        return removals;
    }

    /** Whether what the store said when this was {@link #removals} is true for as long as the number stays. */
    static boolean isStable(long removals) {
        return (removals & 1) == 0;
    }

    void publish() {
        published = last;
    }

    /** The commit that made it is written, or it was read from the store. */
    void stored() {
        stored = true;
    }

    boolean isStored() {
        return stored;
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
     * own accord, and what is about other devices' messages, does not count, so that nobody can keep a device from sending.
     */
    int duties() {
        return controlRows + deliveredPointers;
    }

    /** Whether another device may have one more pointer here: of its own it may have {@value #REPORTS_PER_MEMBER} for each author. */
    synchronized boolean hasRoomForReport(ReceiptRow.Key key, int max) {
        return receipts == null || (receipts.reports() < max && receipts.reportsOf(key) < REPORTS_PER_MEMBER);
    }

    /** Whether there is room for one more delivered pointer of what another device of the account sent. */
    synchronized boolean hasRoomForCopiedReceipt(int max) {
        return receipts == null || receipts.copied() < max;
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
        return receipts == null ? List.of() : receipts.between(after, upTo);
    }
}
