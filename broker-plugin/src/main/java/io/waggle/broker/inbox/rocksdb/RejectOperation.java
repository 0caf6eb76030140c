package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.SendOutcome.Result;
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
            new Authors(commit).lost(message, entry.device(), Result.REJECTED, reason);
        }
        commit.event(new Event.RowRejected(device, new InboxSequence(sequence)));
        commit.requireSync();
        return new Acknowledged(1, entry.state().acknowledged());
    }

    private void bury(Commit commit, Entry entry, Row row) throws RocksDBException {
        int dropped = DeadLetters.add(commit, entry, sequence, row, reason);
        if (dropped > 0) {
            commit.event(new Event.DeadLettersDropped(dropped));
        }
        commit.deleteRow(entry, sequence);
        commit.countOut(entry, sequence, row.header());
    }
}
