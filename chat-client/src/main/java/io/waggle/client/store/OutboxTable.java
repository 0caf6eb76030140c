package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the server has not decided yet, in the order it goes out; within a transaction that the caller holds. */
final class OutboxTable {

    /**
     * Puts the message at the end and answers its place in the sending order.
     *
     * @param attempted when it can reach the server for the first time, if that is now
     */
    long append(SqlSession session, long position, Optional<Instant> attempted) {
        session.execute(
                "INSERT INTO outbox (position, attempted_ms, vain_tries) VALUES (?, ?, 0)",
                position,
                attempted.map(Instant::toEpochMilli).orElse(0L));
        return session.number("SELECT last_insert_rowid()");
    }

    /** Everything that waits can reach the server from now on. */
    void attempt(SqlSession session, Instant now) {
        session.execute("UPDATE outbox SET attempted_ms = ? WHERE attempted_ms = 0", now.toEpochMilli());
    }

    /** The positions of what can have reached the server before the given time. */
    List<Long> attemptedBefore(SqlSession session, Instant time) {
        return session.list(
                "SELECT position FROM outbox WHERE attempted_ms > 0 AND attempted_ms < ?",
                row -> row.integer(0),
                time.toEpochMilli());
    }

    /** The server decided against it, so it has none of it; it waits for its next attempt. */
    void refused(SqlSession session, long position) {
        session.execute("UPDATE outbox SET attempted_ms = 0 WHERE position = ?", position);
    }

    void remove(SqlSession session, long position) {
        session.execute("DELETE FROM outbox WHERE position = ?", position);
    }

    /** It is not to be sent any more. It may have been. */
    void withdraw(SqlSession session, long position) {
        remove(session, position);
    }

    boolean contains(SqlSession session, long position) {
        return session.number("SELECT count(*) FROM outbox WHERE position = ?", position) > 0;
    }

    /** Counts a refusal, from the start if it taught something, and answers how many taught nothing in a row. */
    long countVainTry(SqlSession session, long position, boolean taught) {
        session.execute(
                "UPDATE outbox SET vain_tries = CASE ? WHEN 1 THEN 0 ELSE vain_tries + 1 END WHERE position = ?",
                taught ? 1L : 0L,
                position);
        return session.number("SELECT vain_tries FROM outbox WHERE position = ?", position);
    }

    /** Of everything that this device has ever sent, the last one's place in the sending order; 0 if it has sent nothing. */
    long lastOrder(SqlSession session) {
        return session.number("SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'");
    }

    int size(SqlSession session) {
        return (int) session.number("SELECT count(*) FROM outbox");
    }

    /**
     * What goes out next: no more than the given number, and no more content than the given bytes unless the first one
     * alone has more. A blocked conversation is left out as a whole.
     */
    List<OutboxEntry> next(SqlSession session, Set<ConversationId> blocked, int maxEntries, int maxBytes) {
        List<OutboxEntry> entries = new ArrayList<>();
        int[] bytes = {0};
        session.query(
                "SELECT m.message_id, m.conversation, m.recipients, m.content, m.expires_s, m.route, m.group_version"
                        + " FROM outbox o JOIN message m ON m.position = o.position ORDER BY o.send_order",
                row -> {
                    ConversationId conversation = Columns.conversation(row, 1);
                    if (blocked.contains(conversation)) {
                        return true;
                    }
                    ByteString content = ByteString.copyFrom(row.bytes(3));
                    bytes[0] += content.size();
                    if (bytes[0] > maxBytes && !entries.isEmpty()) {
                        return false;
                    }
                    entries.add(entry(row, conversation, content));
                    return entries.size() < maxEntries;
                });
        return entries;
    }

    private static OutboxEntry entry(Row row, ConversationId conversation, ByteString content) {
        Duration expiresIn = Duration.ofSeconds(row.integer(4));
        return switch (Route.fromCode(row.integer(5))) {
            case ACCOUNTS ->
                new OutboxEntry.ToAccounts(
                        Columns.messageId(row, 0), conversation, Columns.accounts(row.text(2)), content, expiresIn);
            case GROUP ->
                new OutboxEntry.ToGroup(Columns.messageId(row, 0), conversation, row.integer(6), content, expiresIn);
            case GROUP_CHANGE -> new OutboxEntry.OfGroup(change(content));
        };
    }

    private static GroupChange change(ByteString content) {
        if (OutboxCodec.decode(ByteBuffer.wrap(content.toByteArray())) instanceof Decoded.Valid<OutboxFrame> valid
                && valid.frame().items().size() == 1
                && valid.frame().items().get(0) instanceof GroupChange change) {
            return change;
        }
        throw new StoreException("the store is damaged: not a change of a group");
    }
}
