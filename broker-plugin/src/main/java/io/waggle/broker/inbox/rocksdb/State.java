package io.waggle.broker.inbox.rocksdb;

import com.google.crypto.tink.Aead;
import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Receipt;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/**
 * Everything that is thrown away when a write fails: the open store and what is in memory of it. Opened anew, it is what the
 * disk says.
 */
final class State implements AutoCloseable {

    /** Some 300 bytes each. */
    private static final int MAX_HANDED_OUT = 65_536;

    private final Store store;
    private final Sealer sealer;
    private final Directory directory = new Directory();
    private final SharedContents contents;
    private final GroupTable groups;
    private final Dedup dedup;
    private final RecentRows recentRows;
    private final HandedOut handedOut = new HandedOut(MAX_HANDED_OUT);
    private final long sequenceBase;
    private long lastInboxId;

    State(Path path, Aead aead, InboxConfig config, Instant now) throws RocksDBException {
        store = Store.open(path);
        try {
            sealer = new Sealer(aead);
            contents = new SharedContents(store, sealer);
            groups = new GroupTable(store, sealer);
            recentRows = new RecentRows(config.recentMaxBytes());
            dedup = new Dedup(store, config.dedupHorizon(), now.toEpochMilli());
            sequenceBase = store.incarnation() << 32;
            lastInboxId = sequenceBase;
            store.scanAll("inbox", (key, value) -> {
                Entry entry = new Entry(Keys.addressOf(key), InboxRecord.decode(value));
                entry.stored();
                directory.add(entry);
                return true;
            });
        } catch (RocksDBException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    Store store() {
        return store;
    }

    Sealer sealer() {
        return sealer;
    }

    Directory directory() {
        return directory;
    }

    SharedContents contents() {
        return contents;
    }

    GroupTable groups() {
        return groups;
    }

    Dedup dedup() {
        return dedup;
    }

    RecentRows recentRows() {
        return recentRows;
    }

    HandedOut handedOut() {
        return handedOut;
    }

    /**
     * Every sequence of this incarnation is at least this. A crash of the machine may lose writes that were never synced, and
     * with them sequences that a client has seen; the next incarnation must not use those again.
     */
    long sequenceBase() {
        return sequenceBase;
    }

    long nextInboxId() {
        return ++lastInboxId;
    }

    Entry.Loader loader() {
        return this::load;
    }

    private void load(Entry entry) {
        try {
            scanStoredRows(entry, entry.acknowledged(), Long.MAX_VALUE - 1, (sequence, row) -> {
                entry.added(sequence, row.header());
                return true;
            });
            List<ReceiptRow> receipts = new ArrayList<>();
            store.scan("receipt", Keys.number(entry.id()), Keys.number(entry.id() + 1), (key, value) -> {
                receipts.add(ReceiptRow.decode(entry.device().device(), key, value));
                return true;
            });
            receipts.sort(Comparator.comparingLong(ReceiptRow::sequence));
            receipts.forEach(entry::put);
        } catch (RocksDBException e) {
            throw new StoreUnreadable(e);
        }
    }

    /**
     * Visits the rows of a loaded inbox after a sequence, up to another (inclusive): from memory if all of them are there.
     */
    void scanRows(Entry entry, long after, long upTo, Commit.RowVisitor visitor) throws RocksDBException {
        if (!entry.holdsRows()) {
            return;
        }
        Optional<List<Recent.Numbered>> recent = entry.recent(after, upTo);
        if (recent.isEmpty()) {
            scanStoredRows(entry, after, upTo, visitor);
            return;
        }
        for (Recent.Numbered each : recent.get()) {
            if (!visitor.visit(each.sequence(), each.row())) {
                return;
            }
        }
    }

    /** The same, and the rows are as they are stored. */
    void scanStoredRows(Entry entry, long after, long upTo, Commit.RowVisitor visitor) throws RocksDBException {
        if (upTo <= after) {
            return;
        }
        store.scan(
                "row",
                Keys.row(entry.id(), after + 1),
                Keys.row(entry.id(), upTo + 1),
                (key, value) -> visitor.visit(Keys.sequenceOf(key), Row.decode(value)));
    }

    /** A row as its device sees it. */
    InboxItem item(Entry entry, long sequence, Row row) throws RocksDBException {
        if (row.body() instanceof Row.Body.Sealed sealed) {
            return new InboxItem(new InboxSequence(sequence), content(entry, sequence, row.header(), sealed));
        }
        return ((Row.Body.Plain) row.body()).item();
    }

    private InboxItem.Content content(Entry entry, long sequence, Row.Header header, Row.Body.Sealed sealed)
            throws RocksDBException {
        Row.MessageHeader message = header.message();
        byte[] content = header.contentId() == 0 ? open(entry, sequence, sealed) : contents.get(header.contentId());
        if (message == null) {
            return decodeControl(content);
        }
        return new Message(
                message.messageId(),
                message.sender(),
                message.conversation(),
                ByteString.copyFrom(content),
                Instant.ofEpochMilli(header.acceptedAtMs()),
                message.request(),
                message.groupVersion());
    }

    static InboxItem item(Entry entry, ReceiptRow receipt) {
        return new InboxItem(
                new InboxSequence(receipt.sequence()),
                new Receipt(
                        receipt.key().kind(),
                        receipt.key().conversation(),
                        receipt.upTo(),
                        new Address(entry.device().account(), receipt.key().author()),
                        receipt.member(),
                        Instant.ofEpochMilli(receipt.recordedAtMs())));
    }

    private byte[] open(Entry entry, long sequence, Row.Body.Sealed sealed) {
        return sealer.open(sealed.content(), boundTo(Keys.row(entry.id(), sequence), sealed.header()));
    }

    /** What a row's seal is bound to: its inbox, its sequence and its header. */
    static byte[] boundTo(byte[] key, byte[] header) {
        return ByteBuffer.allocate(key.length + header.length)
                .put(key)
                .put(header)
                .array();
    }

    /** Control rows are stored in their wire form, which is versioned already: a frame of one item. */
    static byte[] encodeControl(InboxItem.Content content) {
        InboxItem item = new InboxItem(new InboxSequence(1), content);
        return InboxCodec.encode(
                new InboxFrame(Epoch.NONE, InboxSequence.NONE, List.of(item), false, List.of(), Optional.empty()));
    }

    static InboxItem.Content decodeControl(byte[] encoded) {
        Decoded<InboxFrame> decoded = InboxCodec.decode(ByteBuffer.wrap(encoded));
        if (decoded instanceof Decoded.Valid<InboxFrame> valid
                && valid.frame().items().size() == 1) {
            return valid.frame().items().get(0).content();
        }
        throw new StoreCorrupted("a control row that is no frame of one item");
    }

    @Override
    public void close() {
        store.close();
    }
}
