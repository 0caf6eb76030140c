package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;

/** A device cannot process a row: it goes to the dead letters, and its sender is told. */
final class RejectOperation extends Operation<Acknowledged> {

    private final Address device;
    private final Epoch epoch;
    private final long sequence;
    private final String reason;

    RejectOperation(Address device, Epoch epoch, InboxSequence sequence, String reason) {
        super(0);
        this.device = device;
        this.epoch = epoch;
        this.sequence = sequence.value();
        this.reason = reason;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    Acknowledged apply(Commit commit) throws RocksDBException {
        Entry entry = commit.find(device);
        List<Row> found = new ArrayList<>(1);
        if (entry != null && entry.epoch().equals(epoch) && sequence > entry.acknowledged()) {
            commit.readStoredRow(entry, sequence, (at, row) -> found.add(row));
        }
        if (entry == null || found.isEmpty()) {
            commit.event(new Event.AcknowledgementIgnored());
            return new Acknowledged(
                    0, entry == null ? InboxSequence.NONE : entry.state().acknowledged());
        }
        Row row = found.get(0);
        bury(commit, entry, row);
        Row.MessageHeader message = row.header().message();
        if (message != null) {
            commit.tellSender(message.senderInbox(), Outcomes.of(message, entry.device(), Result.REJECTED, reason));
        }
        commit.event(new Event.RowRejected(device, new InboxSequence(sequence)));
        commit.requireSync();
        return new Acknowledged(1, entry.state().acknowledged());
    }

    /** Keeps the row as it is, so that its seal still fits; shared content stays referenced. */
    private void bury(Commit commit, Entry entry, Row row) throws RocksDBException {
        byte[] said = reason.getBytes(StandardCharsets.UTF_8);
        Row.Body.Sealed sealed = (Row.Body.Sealed) row.body();
        byte[] stored = Row.encode(sealed.header(), sealed.content());
        byte[] letter = ByteBuffer.allocate(2 + said.length + stored.length)
                .putShort((short) said.length)
                .put(said)
                .put(stored)
                .array();
        makeRoom(commit, entry);
        if (commit.config().deadLetterMaxRows() > 0) {
            commit.changes().put(commit.store().family("dead_letter"), Keys.row(entry.id(), sequence), letter);
        }
        commit.deleteRow(entry, sequence);
        commit.countOut(entry, sequence, row.header());
    }

    private static void makeRoom(Commit commit, Entry entry) throws RocksDBException {
        List<byte[]> letters = new ArrayList<>();
        commit.store().scan("dead_letter", Keys.number(entry.id()), Keys.number(entry.id() + 1), (key, value) -> {
            letters.add(key);
            return true;
        });
        int surplus = letters.size() + 1 - Math.max(1, commit.config().deadLetterMaxRows());
        for (int i = 0; i < surplus; i++) {
            commit.changes().delete(commit.store().family("dead_letter"), letters.get(i));
        }
        if (surplus > 0) {
            commit.event(new Event.DeadLettersDropped(surplus));
        }
    }
}
