package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages of one store, within a transaction that the caller holds. Knows how a status may move, not why it does. */
final class MessageTable {

    private static final String COLUMNS = " position, message_id, conversation, account, device, recipients, content,"
            + " at_ms, state, failure, acknowledged, request FROM message ";

    private final Address owner;

    MessageTable(Address owner) {
        this.owner = owner;
    }

    /** A message of ours, as far as its status goes. */
    record Own(
            long position,
            MessageId id,
            ConversationId conversation,
            MessageStatus status,
            long sendOrder,
            String recipients,
            String devices) {}

    /** Puts in a message of somebody else. Answers whether it was new. */
    boolean insert(SqlSession session, Message message) {
        return session.execute(
                        "INSERT OR IGNORE INTO message (message_id, conversation, account, device, content, at_ms, state,"
                                + " failure, acknowledged, recipients, devices, expires_s, request)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', 0, ?)",
                        Columns.bytes(message.messageId()),
                        Columns.bytes(message.conversation()),
                        message.sender().account().value(),
                        message.sender().device().value(),
                        message.content().toByteArray(),
                        message.acceptedAt().toEpochMilli(),
                        code(MessageStatus.RECEIVED),
                        message.request() ? 1L : 0L)
                == 1;
    }

    /** Puts in a message of ours, queued, and answers its position. */
    long insert(SqlSession session, NewMessage message) {
        Draft draft = message.draft();
        session.execute(
                "INSERT INTO message (message_id, conversation, account, device, content, at_ms, state, failure,"
                        + " acknowledged, recipients, devices, expires_s) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 1, ?, '', ?)",
                Columns.bytes(message.id()),
                Columns.bytes(draft.conversation()),
                owner.account().value(),
                owner.device().value(),
                draft.content().toByteArray(),
                message.at().toEpochMilli(),
                code(MessageStatus.QUEUED),
                Columns.accounts(draft.recipients()),
                draft.expiresIn().toMillis() / 1000);
        return session.number("SELECT last_insert_rowid()");
    }

    void setSendOrder(SqlSession session, long position, long sendOrder) {
        session.execute("UPDATE message SET send_order = ? WHERE position = ?", sendOrder, position);
    }

    void setDevices(SqlSession session, long position, List<Address> devices) {
        session.execute("UPDATE message SET devices = ? WHERE position = ?", Columns.addresses(devices), position);
    }

    /** Moves the message if that is upwards. */
    Optional<StatusChange> raise(SqlSession session, Own message, MessageStatus status) {
        return status.isAbove(message.status()) ? Optional.of(set(session, message, status)) : Optional.empty();
    }

    /** Moves the message, upwards or not. */
    StatusChange set(SqlSession session, Own message, MessageStatus status) {
        session.execute(
                "UPDATE message SET state = ?, failure = ? WHERE position = ?",
                code(status),
                (long) status.failureCode(),
                message.position());
        return new StatusChange(message.id(), message.conversation(), status);
    }

    Optional<Own> own(SqlSession session, MessageId id) {
        return first(own(session, "account = ? AND device = ? AND message_id = ?", ownerAnd(Columns.bytes(id))));
    }

    /** The message of ours at the position, which must be there. */
    Own own(SqlSession session, long position) {
        return own(session, "position = ?", position).get(0);
    }

    /** Ours of the conversation that were sent after the one place, up to and including the other. */
    List<Own> own(SqlSession session, ConversationId conversation, long after, long upTo) {
        return own(
                session,
                "conversation = ? AND send_order > ? AND send_order <= ? ORDER BY send_order",
                Columns.bytes(conversation),
                after,
                upTo);
    }

    Optional<StoredMessage> sent(SqlSession session, MessageId id) {
        return first(select(session, "account = ? AND device = ? AND message_id = ?", ownerAnd(Columns.bytes(id))));
    }

    List<StoredMessage> unacknowledged(SqlSession session, long after, int limit) {
        return select(session, "acknowledged = 0 AND position > ? ORDER BY position LIMIT ?", after, (long) limit);
    }

    void acknowledge(SqlSession session, long position) {
        session.execute("UPDATE message SET acknowledged = 1 WHERE position = ? AND acknowledged = 0", position);
    }

    List<StoredMessage> page(SqlSession session, ConversationId conversation, long before, int limit) {
        List<StoredMessage> backwards = select(
                session,
                "conversation = ? AND position < ? ORDER BY position DESC LIMIT ?",
                Columns.bytes(conversation),
                before,
                (long) limit);
        List<StoredMessage> page = new ArrayList<>(backwards.size());
        for (int i = backwards.size() - 1; i >= 0; i--) {
            page.add(backwards.get(i));
        }
        return page;
    }

    List<StoredMessage> lastOfEachConversation(SqlSession session, int limit) {
        return select(
                session,
                "position IN (SELECT max(position) FROM message GROUP BY conversation ORDER BY 1 DESC LIMIT ?)"
                        + " ORDER BY position DESC",
                (long) limit);
    }

    Map<MessageState, Long> counts(SqlSession session) {
        Map<MessageState, Long> counts = new EnumMap<>(MessageState.class);
        session.query("SELECT state, count(*) FROM message GROUP BY state", row -> {
            counts.put(MessageState.fromCode(row.integer(0)), row.integer(1));
            return true;
        });
        return counts;
    }

    private static List<StoredMessage> select(SqlSession session, String where, @Nullable Object... arguments) {
        return session.list("SELECT" + COLUMNS + "WHERE " + where, MessageTable::message, arguments);
    }

    private static List<Own> own(SqlSession session, String where, @Nullable Object... arguments) {
        return session.list(
                "SELECT position, message_id, conversation, state, failure, send_order, recipients, devices FROM message"
                        + " WHERE " + where,
                row -> new Own(
                        row.integer(0),
                        Columns.messageId(row, 1),
                        Columns.conversation(row, 2),
                        MessageStatus.fromCodes(row.integer(3), row.integer(4)),
                        row.integer(5),
                        row.text(6),
                        row.text(7)),
                arguments);
    }

    private static StoredMessage message(Row row) {
        return new StoredMessage(
                row.integer(0),
                Columns.messageId(row, 1),
                Columns.conversation(row, 2),
                Columns.address(row, 3),
                Columns.accounts(row.text(5)),
                ByteString.copyFrom(row.bytes(6)),
                Instant.ofEpochMilli(row.integer(7)),
                MessageStatus.fromCodes(row.integer(8), row.integer(9)),
                row.integer(10) != 0,
                row.integer(11) != 0);
    }

    private Object[] ownerAnd(Object argument) {
        return new Object[] {owner.account().value(), owner.device().value(), argument};
    }

    private static <T> Optional<T> first(List<T> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(0));
    }

    private static long code(MessageStatus status) {
        return status.state().code();
    }
}
