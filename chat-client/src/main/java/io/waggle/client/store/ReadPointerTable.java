package io.waggle.client.store;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.ReceiptKind;
import java.util.ArrayList;
import java.util.List;

/**
 * How far this device's user has read what others sent, and which of that the server does not know yet; within a
 * transaction that the caller holds. One row per conversation, author and kind, replaced by a later one.
 */
final class ReadPointerTable {

    private static final String KEY = " WHERE conversation = ? AND account = ? AND device = ? AND kind = ?";

    private final Address owner;

    ReadPointerTable(Address owner) {
        this.owner = owner;
    }

    /** Everything in the conversation up to the position is read, whoever wrote it. Answers whether that is news. */
    boolean advance(SqlSession session, ConversationId conversation, long upTo, ReceiptKind kind) {
        boolean news = false;
        for (ReadPointer pointer : lastOfEachAuthor(session, conversation, upTo, kind)) {
            news |= advance(session, pointer);
        }
        return news;
    }

    /** Older messages have come to where the person has read on this device already: whoever wrote them is to be told, too. */
    void extend(SqlSession session, ConversationId conversation) {
        for (ReceiptKind kind : ReceiptKind.values()) {
            long furthest = session.number(
                    "SELECT ifnull(max(position), " + Long.MIN_VALUE
                            + ") FROM read_pointer WHERE conversation = ? AND kind = ?",
                    Columns.bytes(conversation),
                    Columns.code(kind));
            if (furthest > Long.MIN_VALUE) {
                boolean unused = advance(session, conversation, furthest, kind);
            }
        }
    }

    /** What the server does not know yet. */
    List<ReadPointer> pending(SqlSession session, int limit) {
        List<ReadPointer> pointers = new ArrayList<>();
        session.query(
                "SELECT kind, conversation, account, device, message_id, position FROM read_pointer"
                        + " WHERE pending = 1 ORDER BY position LIMIT ?",
                row -> {
                    Columns.kind(row.integer(0))
                            .ifPresent(kind -> pointers.add(new ReadPointer(
                                    kind,
                                    Columns.conversation(row, 1),
                                    Columns.address(row, 2),
                                    Columns.messageId(row, 4),
                                    row.integer(5))));
                    return true;
                },
                (long) limit);
        return pointers;
    }

    /** The server knows, unless a later one has taken the place. */
    void settle(SqlSession session, ReadPointer pointer) {
        session.execute(
                "UPDATE read_pointer SET pending = 0" + KEY + " AND position = ?",
                Columns.bytes(pointer.conversation()),
                pointer.author().account().value(),
                pointer.author().device().value(),
                Columns.code(pointer.kind()),
                pointer.place());
    }

    /** The message is that of the highest place: what SQLite takes beside max(). What the user's own devices sent is left out: nobody waits for its ticks. */
    private List<ReadPointer> lastOfEachAuthor(
            SqlSession session, ConversationId conversation, long upTo, ReceiptKind kind) {
        return session.list(
                "SELECT message_id, account, device, max(place) FROM message"
                        + " WHERE conversation = ? AND place <= ? AND account <> ? AND shape IN (1, 2, 3)"
                        + " GROUP BY account, device",
                row -> new ReadPointer(
                        kind, conversation, Columns.address(row, 1), Columns.messageId(row, 0), row.integer(3)),
                Columns.bytes(conversation),
                upTo,
                owner.account().value());
    }

    private static boolean advance(SqlSession session, ReadPointer pointer) {
        byte[] conversation = Columns.bytes(pointer.conversation());
        String account = pointer.author().account().value();
        String device = pointer.author().device().value();
        long kind = Columns.code(pointer.kind());
        long before = session.number(
                "SELECT ifnull(max(position), " + Long.MIN_VALUE + ") FROM read_pointer" + KEY,
                conversation,
                account,
                device,
                kind);
        if (pointer.place() <= before) {
            return false;
        }
        session.execute(
                "INSERT OR REPLACE INTO read_pointer"
                        + " (conversation, account, device, kind, position, message_id, pending)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 1)",
                conversation,
                account,
                device,
                kind,
                pointer.place(),
                Columns.bytes(pointer.upTo()));
        return true;
    }
}
