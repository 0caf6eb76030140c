package io.waggle.broker.inbox.rocksdb;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Event;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * One group commit while it is being built: the changes, and the vocabulary that operations are written in. Used by the
 * commit thread alone, for one commit.
 *
 * <p>Changes to {@link Entry entries} are made at once, so that the next operation of the commit sees them; if the write then
 * fails, all entries are thrown away with the store (see the package's comment).
 */
final class Commit {

    private static final byte[] NOTHING = new byte[0];

    private final State state;
    private final InboxConfig config;
    private final Changes changes = new Changes();
    private final long nowMs;
    private final List<Entry> created = new ArrayList<>();
    private final Set<Entry> changed = new LinkedHashSet<>();

    /** Inboxes that lose rows. */
    private final Set<Entry> shrunk = new LinkedHashSet<>();

    private final GroupEdits groups;
    private final List<Event> events = new ArrayList<>();
    private boolean sync;

    Commit(State state, InboxConfig config, Instant now) {
        this.state = state;
        this.config = config;
        this.nowMs = now.toEpochMilli();
        this.groups = new GroupEdits(state.groups(), changes);
    }

    long nowMs() {
        return nowMs;
    }

    InboxConfig config() {
        return config;
    }

    Directory directory() {
        return state.directory();
    }

    Dedup dedup() {
        return state.dedup();
    }

    Changes changes() {
        return changes;
    }

    /** Somebody will be told that this commit is durable, so it must be. */
    void requireSync() {
        sync = true;
    }

    void event(Event event) {
        events.add(event);
    }

    // --- inboxes

    /** The device's inbox, ready to be changed; nothing if it has none. */
    @Nullable
    Entry find(Address device) {
        return loaded(directory().find(device));
    }

    @Nullable
    Entry find(long id) {
        return loaded(directory().find(id));
    }

    @Nullable
    private Entry loaded(@Nullable Entry entry) {
        return entry == null ? null : loadedEntry(entry);
    }

    /** An inbox of the directory, ready to be changed. */
    Entry loadedEntry(Entry entry) {
        entry.load(state.loader());
        return entry;
    }

    Entry create(Address device, Epoch epoch) throws RocksDBException {
        Entry entry = new Entry(device, new InboxRecord(state.nextInboxId(), epoch, 0));
        entry.load(nothing -> {});
        created.add(entry);
        put(entry);
        directory().add(entry);
        event(new Event.InboxCreated(device));
        return entry;
    }

    void put(Entry entry) throws RocksDBException {
        changes.put(
                state.store().family("inbox"),
                Keys.inbox(entry.device()),
                entry.record().encode());
    }

    // --- rows

    /** How a message's content gets into its rows. */
    sealed interface Body {
        ByteString content();

        record Inline(@Override ByteString content) implements Body {}

        record Shared(long contentId, @Override ByteString content) implements Body {}
    }

    Body share(ByteString content, int rows) throws RocksDBException {
        return new Body.Shared(state.contents().put(changes, content.toByteArray(), rows), content);
    }

    /**
     * What one or many inboxes get as their next row; made once for all of them.
     *
     * @param encoded the header
     * @param own what is sealed for each; nothing where the content is shared
     * @param content as devices will see it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and copied for nothing otherwise
    record Draft(Row.Header header, byte[] encoded, byte @Nullable [] own, InboxItem.Content content) {}

    Draft message(Row.MessageHeader message, Body body, long expiresAtMs) {
        var content = new Message(
                message.messageId(),
                message.sender(),
                message.conversation(),
                body.content(),
                Instant.ofEpochMilli(nowMs),
                message.request(),
                message.groupVersion());
        return draft(Row.Kind.MESSAGE, expiresAtMs, body, message, content);
    }

    /** What a group tells so many of its people. It waits as long as a message of the longest lifetime. */
    Draft groupRow(InboxItem.Content content, int rows) throws RocksDBException {
        ByteString encoded = ByteString.copyFrom(State.encodeControl(content));
        Body body =
                SharedContents.isWorthSharing(rows, encoded.size()) ? share(encoded, rows) : new Body.Inline(encoded);
        return draft(Row.Kind.GROUP, nowMs + config.maxExpiry().toMillis(), body, null, content);
    }

    private Draft draft(
            Row.Kind kind,
            long expiresAtMs,
            Body body,
            Row.@Nullable MessageHeader message,
            InboxItem.Content content) {
        long contentId = body instanceof Body.Shared shared ? shared.contentId() : 0;
        byte[] own = contentId == 0 ? body.content().toByteArray() : null;
        Row.Header header =
                new Row.Header(kind, nowMs, expiresAtMs, body.content().size(), contentId, message);
        return new Draft(header, header.encode(), own, content);
    }

    void append(Entry to, Draft draft) throws RocksDBException {
        long sequence = to.nextSequence(state.sequenceBase());
        byte[] key = Keys.row(to.id(), sequence);
        byte[] sealed =
                draft.own() == null ? NOTHING : state.sealer().seal(draft.own(), State.boundTo(key, draft.encoded()));
        changes.put(state.store().family("row"), key, Row.encode(draft.encoded(), sealed));
        to.added(sequence, draft.header());
        InboxItem item = new InboxItem(new InboxSequence(sequence), draft.content());
        state.recentRows().add(to, sequence, new Row(draft.header(), new Row.Body.Plain(item)));
        changed.add(to);
    }

    /** Takes a row out, wherever it lies; the caller says why it may go. */
    void removeRow(Entry from, long sequence, Row.Header row) throws RocksDBException {
        deleteRow(from, sequence);
        forget(from, sequence, row);
    }

    /**
     * Deletes the row's key. No key of a row is ever written twice, so a single delete will do, which leaves nothing behind
     * once it has met its row; one range for many rows would cost every later read of any inbox.
     */
    void deleteRow(Entry from, long sequence) throws RocksDBException {
        changes.singleDelete(state.store().family("row"), Keys.row(from.id(), sequence));
    }

    /** The row is gone from its inbox: counts it out, and lets go of shared content. */
    void forget(Entry from, long sequence, Row.Header row) throws RocksDBException {
        countOut(from, sequence, row);
        release(row);
    }

    /** Nothing has this row any more: lets go of shared content. */
    void release(Row.Header row) throws RocksDBException {
        if (row.contentId() != 0) {
            state.contents().release(changes, row.contentId());
        }
    }

    /** The row does not wait any more, whatever becomes of it. */
    void countOut(Entry from, long sequence, Row.Header row) {
        from.removed(sequence, row);
        shrunk.add(from);
        state.recentRows().remove(from, sequence);
        state.handedOut().remove(from, sequence);
    }

    // --- groups

    /** The groups, with what this commit makes of them. */
    GroupEdits groups() {
        return groups;
    }

    // --- what the server itself says

    /** Tells the sender, in as few rows as fit into frames. Does nothing for an empty list. */
    void appendOutcomes(Entry sender, List<SendOutcome> outcomes) throws RocksDBException {
        for (List<SendOutcome> row : OutcomeRows.of(outcomes)) {
            appendControl(sender, Row.Kind.OUTCOMES, new SendOutcomes(row));
        }
    }

    /** One mark, however many were missed. */
    void markMissed(Entry inbox) throws RocksDBException {
        if (!inbox.isMarkedMissed()) {
            appendControl(inbox, Row.Kind.MISSED, new Missed(Instant.ofEpochMilli(nowMs)));
        }
    }

    private void appendControl(Entry to, Row.Kind kind, InboxItem.Content content) throws RocksDBException {
        var body = new Body.Inline(ByteString.copyFrom(State.encodeControl(content)));
        append(to, draft(kind, nowMs + config.maxExpiry().toMillis(), body, null, content));
    }

    /** Sets or moves a pointer in the inbox of the author, or of another device of its account. */
    void recordReceipt(Entry author, ReceiptRow.Key key, MessageId upTo, Address member) throws RocksDBException {
        ReceiptRow receipt = new ReceiptRow(key, author.nextSequence(state.sequenceBase()), upTo, nowMs, member);
        changes.put(state.store().family("receipt"), receipt.storeKey(author), receipt.encode());
        author.put(receipt);
        changed.add(author);
        event(new Event.ReceiptRecorded(key.kind()));
    }

    void removeReceipt(Entry author, ReceiptRow receipt) throws RocksDBException {
        changes.delete(state.store().family("receipt"), receipt.storeKey(author));
    }

    // --- reading, for operations

    /** Visits the rows of an inbox after a sequence, up to another (inclusive). */
    void scanRows(Entry entry, long after, long upTo, RowVisitor visitor) throws RocksDBException {
        state.scanRows(entry, after, upTo, visitor);
    }

    /** Visits the headers of the rows of an inbox after a sequence, up to another (inclusive), for their device has them. */
    void scanHeaders(Entry entry, long after, long upTo, HeaderVisitor visitor) throws RocksDBException {
        Optional<List<HandedOut.Numbered>> handedOut = state.handedOut().take(entry, after, upTo);
        if (handedOut.isPresent()) {
            for (HandedOut.Numbered each : handedOut.get()) {
                visitor.visit(each.sequence(), each.header());
            }
        } else {
            scanRows(entry, after, upTo, (sequence, row) -> {
                visitor.visit(sequence, row.header());
                return true;
            });
        }
    }

    /** Visits the row of this sequence as it is stored, if there is one. */
    void readStoredRow(Entry entry, long sequence, RowVisitor visitor) throws RocksDBException {
        state.scanStoredRows(entry, sequence - 1, sequence, visitor);
    }

    Store store() {
        return state.store();
    }

    // --- the end

    /** Writes everything. @throws RocksDBException if it is not known to be durable */
    Written write() throws RocksDBException {
        long bytes = 0;
        if (changes.count() > 0) {
            try (WriteBatch batch = changes.toBatch()) {
                bytes = batch.getDataSize();
                state.store().write(batch, sync);
            }
        }
        state.dedup().committed();
        groups.committed();
        created.forEach(Entry::stored);
        changed.forEach(Entry::publish);
        shrunk.forEach(Entry::removalsWritten);
        return new Written(changes.count(), bytes, sync, List.copyOf(changed), events);
    }

    /** What was written. */
    record Written(int records, long bytes, boolean synced, List<Entry> changed, List<Event> events) {}

    /** Told of the header of each row. */
    @FunctionalInterface
    interface HeaderVisitor {
        void visit(long sequence, Row.Header header) throws RocksDBException;
    }

    /** Told of each row; answers whether to go on. */
    @FunctionalInterface
    interface RowVisitor {
        boolean visit(long sequence, Row row) throws RocksDBException;
    }
}
