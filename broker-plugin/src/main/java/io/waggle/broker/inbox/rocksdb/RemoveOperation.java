package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.SendOutcome.Result;
import org.rocksdb.RocksDBException;

/** Removes a device's inbox with everything in it, and tells the senders of what waited there. */
final class RemoveOperation extends Operation<Boolean> {

    private final Address device;

    RemoveOperation(Address device) {
        super(0);
        this.device = device;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    Boolean apply(Commit commit) throws RocksDBException {
        Entry entry = commit.find(device);
        if (entry == null) {
            return false;
        }
        Authors authors = new Authors(commit);
        int[] rows = {0};
        commit.scanRows(entry, entry.acknowledged(), entry.last(), (sequence, row) -> {
            rows[0]++;
            commit.forget(entry, sequence, row.header());
            Row.MessageHeader message = row.header().message();
            if (message != null && message.senderInbox() != entry.id()) {
                authors.lost(message, device, Result.DEVICE_REMOVED, "");
            }
            return true;
        });
        byte[] first = Keys.number(entry.id());
        byte[] end = Keys.number(entry.id() + 1);
        for (String family : new String[] {"row", "receipt"}) {
            commit.changes().deleteRange(commit.store().family(family), first, end);
        }
        DeadLetters.removeAll(commit, entry);
        for (Family generation : commit.store().dedupGenerations()) {
            if (commit.store().lastKey(generation, entry.id()) != null) {
                commit.changes().deleteRange(generation, first, end);
            }
        }
        commit.changes().delete(commit.store().family("inbox"), Keys.inbox(device));
        commit.directory().remove(entry);
        commit.event(new Event.InboxRemoved(device, rows[0]));
        commit.requireSync();
        return true;
    }
}
