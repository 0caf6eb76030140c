package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;

/** Takes out the rows of one inbox whose lifetime has ended, some at a time, and tells their senders. */
final class ExpireOperation extends Operation<Integer> {

    /** Rows of one commit, so that a full inbox does not hold up everybody's messages. */
    static final int MAX_ROWS = 1_000;

    private final long inbox;

    ExpireOperation(long inbox) {
        super(0);
        this.inbox = inbox;
    }

    /** A row and where it lies. */
    private record Found(long sequence, Row.Header row) {}

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    Integer apply(Commit commit) throws RocksDBException {
        Entry entry = commit.find(inbox);
        if (entry == null) {
            return 0;
        }
        List<Found> expired = new ArrayList<>();
        long[] next = {Long.MAX_VALUE};
        commit.scanRows(entry, entry.acknowledged(), entry.last(), (sequence, row) -> {
            if (row.header().isExpired(commit.nowMs())) {
                expired.add(new Found(sequence, row.header()));
            } else {
                next[0] = Math.min(next[0], row.header().expiresAtMs());
            }
            return expired.size() < MAX_ROWS;
        });
        for (Found found : expired) {
            expire(commit, entry, found);
        }
        entry.earliestExpiry(expired.size() < MAX_ROWS ? next[0] : commit.nowMs());
        if (!expired.isEmpty()) {
            commit.event(new Event.RowsExpired(expired.size()));
        }
        return expired.size();
    }

    private static void expire(Commit commit, Entry entry, Found found) throws RocksDBException {
        commit.removeRow(entry, found.sequence(), found.row());
        Row.MessageHeader message = found.row().message();
        if (message != null) {
            new Authors(commit).lost(message, entry.device(), Result.EXPIRED, "");
        } else if (found.row().kind() == Row.Kind.GROUP) {
            commit.markMissed(entry); // nobody else would tell the device that it does not know its groups any more
        }
    }
}
