package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.MessageRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was said about messages: of each thing, the change that counts. Those whose message has not come wait for it; of a
 * conversation no more than {@value #MAX_WAITING}, the newest. Within a transaction that the caller holds.
 */
final class ChangeTable {

    static final int MAX_WAITING = 1_000;

    private static final String KEY = " WHERE conversation = ? AND account = ? AND device = ? AND message_id = ?";

    /** What is said about a message. */
    enum Kind {
        EDIT(1),
        DELETE(2),
        REACTION(3),
        VOTE(4),
        LOCATION(5),
        PIN(6),
        STAR(7),
        OPENED(8),
        DELETE_FOR_ME(9),
        /** The person has read everything up to it. Only of a message that has not come. */
        READ(10),
        /** Everything up to it is removed. Only of a message that has not come. */
        CLEAR(11),
        /** What became of a call. Of a higher revision is what counts more. */
        OUTCOME(12);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Optional<Kind> fromCode(long code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A change.
     *
     * @param about whose reaction or vote it is; nothing for what a message has one of
     * @param revision 0 for what needs none
     * @param content as it came
     */
    record Change(
            MessageRef message,
            Kind kind,
            Optional<AccountId> about,
            long revision,
            MessageId id,
            ByteString content,
            Instant at) {}

    /** Takes the change over if it counts. Answers whether it does. */
    boolean put(SqlSession session, ConversationId conversation, Change change, boolean waiting) {
        Optional<Change> present = find(session, conversation, change.message(), change.kind(), change.about());
        if (present.isPresent() && !counts(change, present.get())) {
            return false;
        }
        session.execute(
                "INSERT OR REPLACE INTO message_change (conversation, account, device, message_id, kind, about, revision,"
                        + " change_id, content, at_ms, waiting) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments(
                        key(conversation, change.message()),
                        (long) change.kind().code,
                        about(change.about()),
                        change.revision(),
                        Columns.bytes(change.id()),
                        change.content().toByteArray(),
                        change.at().toEpochMilli(),
                        waiting ? 1L : 0L));
        if (waiting) {
            forgetOldest(session, conversation);
        }
        return true;
    }

    private static boolean counts(Change change, Change present) {
        return change.revision() > present.revision()
                || (change.revision() == present.revision() && change.id().compareTo(present.id()) > 0);
    }

    Optional<Change> find(
            SqlSession session, ConversationId conversation, MessageRef message, Kind kind, Optional<AccountId> about) {
        List<Change> found = session.list(
                select() + KEY + " AND kind = ? AND about = ?",
                ChangeTable::change,
                arguments(key(conversation, message), (long) kind.code, about(about)));
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    /** Everything that is said about the message. */
    List<Change> of(SqlSession session, ConversationId conversation, MessageRef message) {
        List<Change> known = new ArrayList<>();
        session.query(
                select() + KEY + " ORDER BY kind, about",
                row -> {
                    Kind.fromCode(row.integer(3)).ifPresent(kind -> known.add(change(row)));
                    return true;
                },
                key(conversation, message));
        return known;
    }

    /** The messages of the conversation of which the kind is said, the newest change first. */
    List<MessageRef> messages(SqlSession session, ConversationId conversation, Kind kind) {
        return session.list(
                "SELECT account, device, message_id FROM message_change WHERE conversation = ? AND kind = ?"
                        + " AND waiting = 0 ORDER BY change_id DESC",
                row -> new MessageRef(Columns.address(row, 0), Columns.messageId(row, 2)),
                Columns.bytes(conversation),
                (long) kind.code);
    }

    /** The message has come. */
    void settle(SqlSession session, ConversationId conversation, MessageRef message) {
        session.execute("UPDATE message_change SET waiting = 0" + KEY + " AND waiting = 1", key(conversation, message));
    }

    void remove(SqlSession session, ConversationId conversation, MessageRef message, Kind kind) {
        session.execute(
                "DELETE FROM message_change" + KEY + " AND kind = ?",
                arguments(key(conversation, message), (long) kind.code));
    }

    /** Nothing is said about it any more, but that it was deleted. */
    void removeAll(SqlSession session, ConversationId conversation, MessageRef message) {
        session.execute(
                "DELETE FROM message_change" + KEY + " AND kind NOT IN (?, ?)",
                arguments(key(conversation, message), (long) Kind.DELETE.code, (long) Kind.DELETE_FOR_ME.code));
    }

    /** What has waited since before the time waits no longer. */
    void forgetWaiting(SqlSession session, Instant before) {
        session.execute("DELETE FROM message_change WHERE waiting = 1 AND at_ms < ?", before.toEpochMilli());
    }

    private static void forgetOldest(SqlSession session, ConversationId conversation) {
        session.execute(
                "DELETE FROM message_change WHERE conversation = ? AND waiting = 1 AND at_ms < ("
                        + " SELECT at_ms FROM message_change WHERE conversation = ? AND waiting = 1"
                        + " ORDER BY at_ms DESC LIMIT 1 OFFSET ?)",
                Columns.bytes(conversation),
                Columns.bytes(conversation),
                (long) MAX_WAITING - 1);
    }

    private static String select() {
        return "SELECT account, device, message_id, kind, about, revision, change_id, content, at_ms FROM message_change";
    }

    private static Change change(Row row) {
        String about = row.text(4);
        return new Change(
                new MessageRef(Columns.address(row, 0), Columns.messageId(row, 2)),
                Kind.fromCode(row.integer(3)).orElseThrow(() -> new StoreException("not the code of a change")),
                about.isEmpty() ? Optional.empty() : Optional.of(new AccountId(about)),
                row.integer(5),
                Columns.messageId(row, 6),
                ByteString.copyFrom(row.bytes(7)),
                Instant.ofEpochMilli(row.integer(8)));
    }

    private static String about(Optional<AccountId> account) {
        return account.map(AccountId::value).orElse("");
    }

    private static Object[] key(ConversationId conversation, MessageRef message) {
        return new Object[] {
            Columns.bytes(conversation),
            message.author().account().value(),
            message.author().device().value(),
            Columns.bytes(message.id())
        };
    }

    private static @Nullable Object[] arguments(Object[] key, Object... more) {
        @Nullable Object[] all = new Object[key.length + more.length];
        System.arraycopy(key, 0, all, 0, key.length);
        System.arraycopy(more, 0, all, key.length, more.length);
        return all;
    }
}
