package io.waggle.client.store;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.InboxReject;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Rows that nobody can read and the server has not been told so; within a transaction that the caller holds. The place in
 * the inbox has passed them, so the server must hear of them before it hears of that place, also after a crash.
 */
final class RejectionTable {

    void add(SqlSession session, InboxReject row) {
        session.execute(
                "INSERT OR REPLACE INTO rejection (epoch, sequence, reason) VALUES (?, ?, ?)",
                row.epoch().value(),
                row.sequence().value(),
                shorten(row.reason()));
    }

    List<InboxReject> pending(SqlSession session, int limit) {
        return session.list(
                "SELECT epoch, sequence, reason FROM rejection ORDER BY sequence LIMIT ?",
                row -> new InboxReject(new Epoch(row.integer(0)), new InboxSequence(row.integer(1)), row.text(2)),
                (long) limit);
    }

    void settle(SqlSession session, InboxReject row) {
        session.execute(
                "DELETE FROM rejection WHERE epoch = ? AND sequence = ?",
                row.epoch().value(),
                row.sequence().value());
    }

    private static String shorten(String reason) {
        int end = reason.length();
        while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.REASON_BYTES) {
            end--;
        }
        return reason.substring(0, end);
    }
}
