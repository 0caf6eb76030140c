package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.HistoryEntry;
import io.waggle.protocol.content.MessageRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one store, and what stands among them; within a transaction that the caller holds. Knows how a status may move,
 * not why it does.
 */
final class MessageTable {

    private static final String COLUMNS = " position, message_id, conversation, account, device, recipients, content,"
            + " at_ms, state, failure, acknowledged, request, place, sub, group_version, shape, gone_ms FROM message ";
    /** Stands for the device of an account that was deleted. */
    private static final DeviceId NOBODY = new DeviceId("nobody");

    private static final String BY_REF = "account = ? AND device = ? AND message_id = ?";

    /** Failed before the server had accepted it. */
    static final String REFUSED = "(state = " + MessageState.FAILED.code() + " AND failure NOT IN ("
            + FailureReason.REJECTED.code() + ", " + FailureReason.DEVICE_REMOVED.code() + "))";

    private final Address owner;

    MessageTable(Address owner) {
        this.owner = owner;
    }

    /**
     * A message of ours, as far as its status goes.
     *
     * @param device the device of this person that sent it
     * @param sendOrder which of that device's it is, in the order of sending: of another device's, its row
     */
    record Own(
            long position,
            DeviceId device,
            MessageId id,
            ConversationId conversation,
            MessageStatus status,
            long sendOrder,
            String recipients,
            String devices,
            Route route,
            Shape shape,
            Place place) {}

    /** Something that is here, and what it is. */
    record Found(long position, ConversationId conversation, Shape shape, Place place, AccountId author) {}

    /** A row of what is shown, with its shape. */
    record Entry(StoredMessage message, Shape shape, Optional<Instant> gone, ByteString content, String device) {}

    /**
     * Something that came through the inbox.
     *
     * @param device empty for what a deleted account left behind
     * @param recipients of one of this person's, the accounts it goes to, as far as it says
     * @param counts whether it is unread until it is read
     * @param isNews whether the application is to be shown it
     */
    record Arrival(
            MessageId id,
            ConversationId conversation,
            AccountId account,
            String device,
            ByteString content,
            Instant at,
            Shape shape,
            Place place,
            List<AccountId> recipients,
            long groupVersion,
            boolean request,
            boolean counts,
            boolean isNews,
            Duration disappears) {}

    /** Puts it in, unless it is here already. Answers whether it was new. */
    boolean insert(SqlSession session, Arrival arrival) {
        boolean ours = arrival.account().equals(owner.account()) && arrival.shape() != Shape.NOTE;
        return session.execute(
                        "INSERT OR IGNORE INTO message (message_id, conversation, account, device, content, at_ms, state,"
                                + " failure, acknowledged, recipients, devices, expires_s, request, shape, place, sub,"
                                + " group_version, counts, disappears_s, send_order, route)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, '', 0, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
                        Columns.bytes(arrival.id()),
                        Columns.bytes(arrival.conversation()),
                        arrival.account().value(),
                        arrival.device(),
                        arrival.content().toByteArray(),
                        arrival.at().toEpochMilli(),
                        code(ours ? MessageStatus.SENT : MessageStatus.RECEIVED),
                        arrival.isNews() ? 0L : 1L,
                        Columns.accounts(arrival.recipients()),
                        arrival.request() ? 1L : 0L,
                        arrival.shape().code(),
                        arrival.place().row(),
                        arrival.groupVersion(),
                        arrival.counts() ? 1L : 0L,
                        arrival.disappears().toMillis() / 1000,
                        ours ? arrival.place().row() : null,
                        (arrival.groupVersion() > 0 ? Route.GROUP : Route.ACCOUNTS).code())
                == 1;
    }

    /** Puts in something of what was said before, unless it is here already. Answers whether it was new. */
    boolean insert(SqlSession session, HistoryEntry.OfMessage old, Route route, Place place, long sendOrder) {
        MessageStatus status = HistoryImport.status(old);
        return session.execute(
                        "INSERT OR IGNORE INTO message (message_id, conversation, account, device, content, at_ms, state,"
                                + " failure, acknowledged, recipients, devices, expires_s, request, shape, place, sub,"
                                + " group_version, counts, disappears_s, gone_ms, send_order, route)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, '', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        Columns.bytes(old.id()),
                        Columns.bytes(old.conversation()),
                        old.account().value(),
                        old.device().map(DeviceId::value).orElse(""),
                        HistoryImport.kept(old.what()).toByteArray(),
                        old.at().toEpochMilli(),
                        code(status),
                        (long) status.failureCode(),
                        Columns.accounts(old.recipients()),
                        old.request() ? 1L : 0L,
                        HistoryImport.shape(old.what(), old.account().equals(owner.account()))
                                .code(),
                        place.row(),
                        place.sub(),
                        old.groupVersion(),
                        old.counts() ? 1L : 0L,
                        old.disappears().toMillis() / 1000,
                        old.gone().map(Instant::toEpochMilli).orElse(0L),
                        status.equals(MessageStatus.RECEIVED) ? null : sendOrder,
                        route.code())
                == 1;
    }

    /** Puts in something of ours, queued, and answers its position. */
    long insert(SqlSession session, Outgoing outgoing) {
        session.execute(
                "INSERT INTO message (message_id, conversation, account, device, content, at_ms, state, failure,"
                        + " acknowledged, recipients, devices, expires_s, shape, place, sub, route, group_version,"
                        + " disappears_s) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 1, ?, '', ?, ?, ?, 0, ?, ?, ?)",
                Columns.bytes(outgoing.id()),
                Columns.bytes(outgoing.conversation()),
                owner.account().value(),
                owner.device().value(),
                outgoing.content().toByteArray(),
                outgoing.at().toEpochMilli(),
                code(MessageStatus.QUEUED),
                Columns.accounts(outgoing.recipients()),
                outgoing.expiresIn().toMillis() / 1000,
                outgoing.shape().code(),
                Long.MAX_VALUE,
                outgoing.route().code(),
                outgoing.groupVersion(),
                outgoing.disappears().toMillis() / 1000);
        return session.number("SELECT last_insert_rowid()");
    }

    /** It waits in that order from now on, behind everything else. */
    void setWaiting(SqlSession session, long position, long sendOrder) {
        session.execute(
                "UPDATE message SET send_order = ?, place = ?, sub = ? WHERE position = ?",
                sendOrder,
                Long.MAX_VALUE,
                sendOrder,
                position);
    }

    /** It stands there from now on. */
    void setPlace(SqlSession session, long position, Place place) {
        session.execute("UPDATE message SET place = ?, sub = ? WHERE position = ?", place.row(), place.sub(), position);
    }

    /** The change of a group that this device asked for has happened, there. */
    void becomeNote(SqlSession session, MessageId change, ByteString event, Instant at, Place place) {
        session.execute(
                "UPDATE message SET shape = ?, content = ?, at_ms = ?, place = ?, sub = 0 WHERE account = ? AND device = ?"
                        + " AND message_id = ? AND shape = ?",
                Shape.NOTE.code(),
                event.toByteArray(),
                at.toEpochMilli(),
                place.row(),
                owner.account().value(),
                owner.device().value(),
                Columns.bytes(change),
                Shape.CARRIER.code());
    }

    void setDevices(SqlSession session, long position, List<Address> devices) {
        session.execute("UPDATE message SET devices = ? WHERE position = ?", Columns.addresses(devices), position);
    }

    /** Whether what this device wrote has reached the end of its lifetime. */
    boolean hasEnded(SqlSession session, long position, Instant now) {
        return session.number(
                        "SELECT count(*) FROM message WHERE position = ? AND ? - at_ms"
                                + " >= 1000 * CASE expires_s WHEN 0 THEN ? ELSE expires_s END",
                        position,
                        now.toEpochMilli(),
                        Outgoing.DEFAULT_EXPIRY.toMillis() / 1000)
                > 0;
    }

    void setGroupVersion(SqlSession session, long position, long version) {
        session.execute("UPDATE message SET group_version = ? WHERE position = ?", version, position);
    }

    /** Whether it is unread until it is read, from now on. */
    void setCounts(SqlSession session, long position, boolean counts) {
        session.execute(
                "UPDATE message SET counts = ? WHERE position = ? AND shape = ?",
                counts ? 1L : 0L,
                position,
                Shape.SHOWN.code());
    }

    /** Nothing of its content is kept, and it does not count. */
    void wipe(SqlSession session, long position, Shape shape) {
        session.execute(
                "UPDATE message SET content = x'', shape = ?, counts = 0, acknowledged = 1, gone_ms = 0, disappears_s = 0"
                        + " WHERE position = ?",
                shape.code(),
                position);
    }

    /** What was on its way has arrived; its content is not needed any more. */
    void forgetContent(SqlSession session, long position) {
        session.execute("UPDATE message SET content = x'' WHERE position = ?", position);
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
        return first(own(session, BY_REF, ownerAnd(Columns.bytes(id))));
    }

    /** The message of ours at the position, which must be there. */
    Own own(SqlSession session, long position) {
        return own(session, "position = ?", position).get(0);
    }

    /** What a device of this person sent to the conversation after the one place, up to and including the other. */
    List<Own> ours(SqlSession session, ConversationId conversation, DeviceId device, long after, long upTo) {
        return own(
                session,
                "conversation = ? AND send_order > ? AND send_order <= ? AND device = ? ORDER BY send_order",
                Columns.bytes(conversation),
                after,
                upTo,
                device.value());
    }

    /** A message of this person, whichever device sent it. */
    Optional<Own> ours(SqlSession session, MessageRef ref) {
        return ref.author().account().equals(owner.account())
                ? first(own(
                        session,
                        BY_REF + " AND send_order IS NOT NULL",
                        owner.account().value(),
                        ref.author().device().value(),
                        Columns.bytes(ref.id())))
                : Optional.empty();
    }

    Optional<Found> find(SqlSession session, MessageRef ref) {
        return first(session.list(
                "SELECT position, conversation, shape, place, sub, account FROM message WHERE " + BY_REF,
                row -> new Found(
                        row.integer(0),
                        Columns.conversation(row, 1),
                        Shape.fromCode(row.integer(2)),
                        new Place(row.integer(3), row.integer(4)),
                        new AccountId(row.text(5))),
                ref.author().account().value(),
                ref.author().device().value(),
                Columns.bytes(ref.id())));
    }

    Optional<StoredMessage> sent(SqlSession session, MessageId id) {
        return first(messages(session, BY_REF, ownerAnd(Columns.bytes(id))));
    }

    Optional<Entry> entry(SqlSession session, long position) {
        return first(entries(session, "position = ?", position));
    }

    List<StoredMessage> unacknowledged(SqlSession session, long after, int limit) {
        return messages(
                session,
                "acknowledged = 0 AND position > ? AND shape = ? ORDER BY position LIMIT ?",
                after,
                Shape.SHOWN.code(),
                (long) limit);
    }

    void acknowledge(SqlSession session, long position) {
        session.execute("UPDATE message SET acknowledged = 1 WHERE position = ? AND acknowledged = 0", position);
    }

    /** What is to be seen of the conversation before the place, the last of it first. */
    List<Entry> backwards(SqlSession session, ConversationId conversation, Place before, int limit) {
        return entries(
                session,
                "conversation = ? AND (place < ? OR (place = ? AND sub < ?)) AND shape IN " + Shape.VISIBLE
                        + " ORDER BY place DESC, sub DESC LIMIT ?",
                Columns.bytes(conversation),
                before.row(),
                before.row(),
                before.sub(),
                (long) limit);
    }

    /** What is on its way and changes something of the conversation, in the order of sending. */
    List<Entry> carriers(SqlSession session, ConversationId conversation) {
        return entries(
                session,
                "position IN (SELECT position FROM outbox) AND conversation = ? AND shape = ? AND route <> ?"
                        + " ORDER BY send_order",
                Columns.bytes(conversation),
                Shape.CARRIER.code(),
                Route.GROUP_CHANGE.code());
    }

    /** How many messages of others are unread: those that count, behind the place. */
    long unread(SqlSession session, ConversationId conversation, long after) {
        return session.number(
                "SELECT count(*) FROM message WHERE conversation = ? AND place > ? AND counts = 1",
                Columns.bytes(conversation),
                after);
    }

    /** The last message of others up to the place, which a read position can name. */
    Optional<MessageRef> lastOfOthers(SqlSession session, ConversationId conversation, long upTo) {
        return first(session.list(
                "SELECT account, device, message_id FROM message WHERE conversation = ? AND place <= ? AND account <> ?"
                        + " AND shape IN (1, 2, 3) ORDER BY place DESC LIMIT 1",
                row -> new MessageRef(Columns.address(row, 0), Columns.messageId(row, 2)),
                Columns.bytes(conversation),
                upTo,
                owner.account().value()));
    }

    /** The last message that the person's other devices have, too: not one that the server refused. */
    Optional<MessageRef> lastOfAll(SqlSession session, ConversationId conversation) {
        return first(session.list(
                "SELECT account, device, message_id FROM message WHERE conversation = ? AND place < ? AND shape IN (1, 2, 3)"
                        + " AND NOT " + REFUSED + " ORDER BY place DESC, sub DESC LIMIT 1",
                row -> new MessageRef(Columns.address(row, 0), Columns.messageId(row, 2)),
                Columns.bytes(conversation),
                Long.MAX_VALUE));
    }

    /** The positions of ours that the server refused. */
    List<Long> refused(SqlSession session, ConversationId conversation) {
        return session.list(
                "SELECT position FROM message WHERE conversation = ? AND shape = ? AND " + REFUSED,
                row -> row.integer(0),
                Columns.bytes(conversation),
                Shape.SHOWN.code());
    }

    /** The positions of what stands at or before the place and is not removed yet. */
    List<Long> upTo(SqlSession session, ConversationId conversation, Place place) {
        return session.list(
                "SELECT position FROM message WHERE conversation = ? AND (place < ? OR (place = ? AND sub <= ?))"
                        + " AND shape IN " + Shape.VISIBLE,
                found -> found.integer(0),
                Columns.bytes(conversation),
                place.row(),
                place.row(),
                place.sub());
    }

    /** Others' messages between the places begin to disappear now. */
    void beginToDisappear(SqlSession session, ConversationId conversation, long after, long upTo, Instant now) {
        session.execute(
                "UPDATE message SET gone_ms = ? + disappears_s * 1000 WHERE conversation = ? AND place > ? AND place <= ?"
                        + " AND disappears_s > 0 AND gone_ms = 0 AND account <> ?",
                now.toEpochMilli(),
                Columns.bytes(conversation),
                after,
                upTo,
                owner.account().value());
    }

    /** A message of this person begins to disappear. */
    void beginToDisappear(SqlSession session, long position, Instant since) {
        session.execute(
                "UPDATE message SET gone_ms = ? + disappears_s * 1000 WHERE position = ? AND disappears_s > 0 AND gone_ms = 0",
                since.toEpochMilli(),
                position);
    }

    /** What is to be gone by then. */
    List<Found> gone(SqlSession session, Instant now, int limit) {
        return session.list(
                "SELECT position, conversation, shape, place, sub, account FROM message"
                        + " WHERE gone_ms > 0 AND gone_ms <= ? ORDER BY gone_ms LIMIT ?",
                row -> new Found(
                        row.integer(0),
                        Columns.conversation(row, 1),
                        Shape.fromCode(row.integer(2)),
                        new Place(row.integer(3), row.integer(4)),
                        new AccountId(row.text(5))),
                now.toEpochMilli(),
                (long) limit);
    }

    /** When the next thing is to be gone. */
    Optional<Instant> nextGone(SqlSession session) {
        long next = session.number("SELECT ifnull(min(gone_ms), 0) FROM message WHERE gone_ms > 0");
        return next == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(next));
    }

    Map<MessageState, Long> counts(SqlSession session) {
        Map<MessageState, Long> counts = new EnumMap<>(MessageState.class);
        session.query("SELECT state, count(*) FROM message WHERE shape IN (1, 2) GROUP BY state", row -> {
            counts.put(MessageState.fromCode(row.integer(0)), row.integer(1));
            return true;
        });
        return counts;
    }

    private static List<StoredMessage> messages(SqlSession session, String where, @Nullable Object... arguments) {
        List<StoredMessage> messages = new ArrayList<>();
        entries(session, where, arguments).forEach(entry -> messages.add(entry.message()));
        return messages;
    }

    private static List<Entry> entries(SqlSession session, String where, @Nullable Object... arguments) {
        return session.list("SELECT" + COLUMNS + "WHERE " + where, MessageTable::entry, arguments);
    }

    private static List<Own> own(SqlSession session, String where, @Nullable Object... arguments) {
        return session.list(
                "SELECT position, message_id, conversation, state, failure, send_order, recipients, devices, route, shape,"
                        + " place, sub, device FROM message WHERE " + where,
                row -> new Own(
                        row.integer(0),
                        new DeviceId(row.text(12)),
                        Columns.messageId(row, 1),
                        Columns.conversation(row, 2),
                        MessageStatus.fromCodes(row.integer(3), row.integer(4)),
                        row.integer(5),
                        row.text(6),
                        row.text(7),
                        Route.fromCode(row.integer(8)),
                        Shape.fromCode(row.integer(9)),
                        new Place(row.integer(10), row.integer(11))),
                arguments);
    }

    private static Entry entry(Row row) {
        ByteString content = ByteString.copyFrom(row.bytes(6));
        long gone = row.integer(16);
        String device = row.text(4);
        StoredMessage message = new StoredMessage(
                row.integer(0),
                new Place(row.integer(12), row.integer(13)),
                Columns.messageId(row, 1),
                Columns.conversation(row, 2),
                new Address(new AccountId(row.text(3)), device.isEmpty() ? NOBODY : new DeviceId(device)),
                Columns.accounts(row.text(5)),
                ContentCodec.decode(content),
                Instant.ofEpochMilli(row.integer(7)),
                MessageStatus.fromCodes(row.integer(8), row.integer(9)),
                row.integer(10) != 0,
                row.integer(11) != 0,
                row.integer(14));
        return new Entry(
                message,
                Shape.fromCode(row.integer(15)),
                gone == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(gone)),
                content,
                device);
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
