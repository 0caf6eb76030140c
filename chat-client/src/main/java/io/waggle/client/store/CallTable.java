package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.CallRecord.Direction;
import io.waggle.client.store.CallRecord.State;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.Address;
import io.waggle.protocol.CallId;
import io.waggle.protocol.content.MessageRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The calls of this person; within a transaction that the caller holds. */
final class CallTable {

    private static final String COLUMNS =
            " call_id, conversation, account, device, message_id, direction, video, state,"
                    + " other_account, other_device, at_ms FROM call ";

    Optional<CallRecord> find(SqlSession session, CallId id) {
        return first(select(session, "WHERE call_id = ?", id.toBytes().toByteArray()));
    }

    /** The newest first. */
    List<CallRecord> newest(SqlSession session, int limit) {
        return select(session, "ORDER BY at_ms DESC LIMIT ?", (long) limit);
    }

    /** Those that take this device, or ring on others. */
    List<CallRecord> open(SqlSession session) {
        return select(
                session,
                "WHERE state IN (?, ?, ?, ?) AND direction <> ?",
                State.CALLING.code(),
                State.RINGING.code(),
                State.BUSY.code(),
                State.ANSWERED.code(),
                Direction.OUTGOING_ELSEWHERE.code());
    }

    /** @param now when this device came to know it, by its own clock */
    void put(SqlSession session, CallRecord call, Instant now) {
        byte[] id = call.id().toBytes().toByteArray();
        session.execute(
                "INSERT OR REPLACE INTO call (call_id, conversation, account, device, message_id, direction, video, state,"
                        + " other_account, other_device, at_ms, known_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                        + " ifnull((SELECT known_ms FROM call WHERE call_id = ?), ?))",
                id,
                Columns.bytes(call.conversation()),
                call.message().author().account().value(),
                call.message().author().device().value(),
                Columns.bytes(call.message().id()),
                call.direction().code(),
                call.video() ? 1L : 0L,
                call.state().code(),
                call.other().map(other -> other.account().value()).orElse(""),
                call.other().map(other -> other.device().value()).orElse(""),
                call.at().toEpochMilli(),
                id,
                now.toEpochMilli());
    }

    /** Those that nobody has answered and that this device came to know before. */
    List<CallRecord> unansweredSince(SqlSession session, Instant time) {
        return select(
                session,
                "WHERE state IN (?, ?, ?, ?) AND known_ms <= ?",
                State.CALLING.code(),
                State.RINGING.code(),
                State.BUSY.code(),
                State.SILENT.code(),
                time.toEpochMilli());
    }

    /** When this device came to know the one of those that waits for an answer longest. */
    Optional<Instant> longestUnanswered(SqlSession session) {
        long known = session.number(
                "SELECT ifnull(min(known_ms), 0) FROM call WHERE state IN (?, ?, ?, ?)",
                State.CALLING.code(),
                State.RINGING.code(),
                State.BUSY.code(),
                State.SILENT.code());
        return known == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(known));
    }

    private static List<CallRecord> select(SqlSession session, String where, Object... arguments) {
        return session.list("SELECT" + COLUMNS + where, CallTable::call, arguments);
    }

    private static CallRecord call(Row row) {
        String account = row.text(8);
        return new CallRecord(
                CallId.fromBytes(ByteString.copyFrom(row.bytes(0)))
                        .orElseThrow(() -> new StoreException("the store is damaged: not a call's id")),
                Columns.conversation(row, 1),
                new MessageRef(Columns.address(row, 2), Columns.messageId(row, 4)),
                Direction.fromCode(row.integer(5)),
                row.integer(6) != 0,
                State.fromCode(row.integer(7)),
                account.isEmpty() ? Optional.empty() : Optional.of(Address.of(account, row.text(9))),
                Instant.ofEpochMilli(row.integer(10)));
    }

    private static <T> Optional<T> first(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }
}
