package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.ConversationId;
import java.time.Instant;
import java.util.List;

/**
 * Contents that show nothing and cannot be used yet: of kinds that only a later version knows, or by somebody in a group that this
 * device does not know well enough to tell whether they might. Within a transaction that the caller holds.
 */
final class LaterContentTable {

    void put(SqlSession session, Origin origin, ByteString content) {
        session.execute(
                "INSERT OR IGNORE INTO later_content (account, device, message_id, conversation, place, at_ms,"
                        + " group_version, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                origin.sender().account().value(),
                origin.sender().device().value(),
                Columns.bytes(origin.id()),
                Columns.bytes(origin.conversation()),
                origin.place().row(),
                origin.at().toEpochMilli(),
                origin.groupVersion(),
                content.toByteArray());
    }

    /** Takes out what there is of the conversation, in its order. */
    List<Kept> take(SqlSession session, ConversationId conversation) {
        List<Kept> kept = session.list(
                "SELECT account, device, message_id, place, at_ms, group_version, content FROM later_content"
                        + " WHERE conversation = ? ORDER BY place",
                row -> new Kept(
                        new Origin(
                                conversation,
                                Columns.address(row, 0),
                                Columns.messageId(row, 2),
                                Place.ofRow(row.integer(3)),
                                Instant.ofEpochMilli(row.integer(4)),
                                row.integer(5)),
                        ByteString.copyFrom(row.bytes(6))),
                Columns.bytes(conversation));
        session.execute("DELETE FROM later_content WHERE conversation = ?", Columns.bytes(conversation));
        return kept;
    }

    /** A content with where it came from. */
    record Kept(Origin origin, ByteString content) {}
}
