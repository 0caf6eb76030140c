package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.Revision;
import io.waggle.protocol.content.TimerChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is known of conversations themselves; within a transaction that the caller holds. */
final class ConversationTable {

    private static final String COLUMNS = " conversation, kind, peer, recipients, read_place, timer_s, timer_revision,"
            + " muted_until_ms, archived, pinned_place, marked_unread, settings_revision, draft, draft_ms"
            + " FROM conversation ";

    /** What a conversation is between. */
    enum Kind {
        /** Whoever its messages name. */
        NAMED(0),
        DIRECT(1),
        GROUP(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind fromCode(long code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new StoreException("not the code of a kind of conversation: " + code);
        }
    }

    /**
     * A conversation.
     *
     * @param recipients of one that is neither of two nor a group, whom this device last wrote to there
     * @param timerRevision 0: never set
     * @param settingsRevision 0: never set
     */
    record Known(
            ConversationId id,
            Kind kind,
            Optional<AccountId> peer,
            List<AccountId> recipients,
            long readPlace,
            Duration timer,
            long timerRevision,
            Instant mutedUntil,
            boolean archived,
            int pinnedPlace,
            boolean markedUnread,
            long settingsRevision,
            Optional<TextDraft> draft) {}

    /** There is such a conversation. */
    void touch(SqlSession session, ConversationId id) {
        session.execute("INSERT OR IGNORE INTO conversation (conversation) VALUES (?)", Columns.bytes(id));
    }

    void setDirect(SqlSession session, ConversationId id, AccountId peer) {
        touch(session, id);
        session.execute(
                "UPDATE conversation SET kind = ?, peer = ? WHERE conversation = ? AND kind = 0",
                (long) Kind.DIRECT.code,
                peer.value(),
                Columns.bytes(id));
    }

    void setGroup(SqlSession session, ConversationId id) {
        touch(session, id);
        session.execute(
                "UPDATE conversation SET kind = ? WHERE conversation = ?", (long) Kind.GROUP.code, Columns.bytes(id));
    }

    void setRecipients(SqlSession session, ConversationId id, List<AccountId> recipients) {
        touch(session, id);
        session.execute(
                "UPDATE conversation SET recipients = ? WHERE conversation = ? AND kind = 0",
                Columns.accounts(recipients),
                Columns.bytes(id));
    }

    Optional<Known> find(SqlSession session, ConversationId id) {
        List<Known> found = select(session, "WHERE conversation = ?", Columns.bytes(id));
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }

    List<Known> all(SqlSession session) {
        return select(session, "");
    }

    /** The messages that set the timer and the settings; nothing where none did. */
    record Versions(Optional<MessageId> timer, Optional<MessageId> settings) {}

    Versions versions(SqlSession session, ConversationId id) {
        List<Versions> found = session.list(
                "SELECT timer_change, settings_change FROM conversation WHERE conversation = ?",
                row -> new Versions(
                        MessageId.fromBytes(ByteString.copyFrom(row.bytes(0))),
                        MessageId.fromBytes(ByteString.copyFrom(row.bytes(1)))),
                Columns.bytes(id));
        return found.isEmpty() ? new Versions(Optional.empty(), Optional.empty()) : found.get(0);
    }

    // --- read positions

    /** Moves the read position forward. Answers where it was, or nothing if it stood there or further already. */
    Optional<Long> advanceRead(SqlSession session, ConversationId id, long place) {
        touch(session, id);
        long before = session.number("SELECT read_place FROM conversation WHERE conversation = ?", Columns.bytes(id));
        if (place <= before) {
            return Optional.empty();
        }
        session.execute("UPDATE conversation SET read_place = ? WHERE conversation = ?", place, Columns.bytes(id));
        return Optional.of(before);
    }

    /** The person's other devices know that everything up to the place is read. */
    void setReadTold(SqlSession session, ConversationId id, long place) {
        session.execute(
                "UPDATE conversation SET read_told = max(read_told, ?) WHERE conversation = ?",
                place,
                Columns.bytes(id));
    }

    /** Everything up to the place is removed. */
    void setCleared(SqlSession session, ConversationId id, Place place) {
        touch(session, id);
        if (place.compareTo(cleared(session, id)) > 0) {
            session.execute(
                    "UPDATE conversation SET clear_row = ?, clear_sub = ? WHERE conversation = ?",
                    place.row(),
                    place.sub(),
                    Columns.bytes(id));
        }
    }

    /** Up to where everything is removed. */
    Place cleared(SqlSession session, ConversationId id) {
        List<Place> places = session.list(
                "SELECT clear_row, clear_sub FROM conversation WHERE conversation = ?",
                row -> new Place(row.integer(0), row.integer(1)),
                Columns.bytes(id));
        return places.isEmpty() ? Place.FIRST : places.get(0);
    }

    /** The conversations whose read positions the person's other devices do not know. */
    List<Known> readsToTell(SqlSession session, int limit) {
        return select(session, "WHERE read_place > read_told LIMIT ?", (long) limit);
    }

    // --- what people set

    /** Takes over the timer if the change counts. Answers whether it does. */
    boolean setTimer(SqlSession session, ConversationId id, TimerChange change, MessageId changeId) {
        touch(session, id);
        return session.execute(
                        "UPDATE conversation SET timer_s = ?, timer_revision = ?, timer_change = ? WHERE conversation = ?"
                                + " AND (timer_revision < ? OR (timer_revision = ? AND timer_change < ?))",
                        change.after().toMillis() / 1000,
                        change.revision().value(),
                        Columns.bytes(changeId),
                        Columns.bytes(id),
                        change.revision().value(),
                        change.revision().value(),
                        Columns.bytes(changeId))
                > 0;
    }

    /** Takes over the settings if they count. Answers whether they do. */
    boolean setSettings(SqlSession session, ConversationSettings settings, MessageId changeId) {
        byte[] id = Columns.bytes(settings.conversation());
        byte[] change = Columns.bytes(changeId);
        long revision = settings.revision().value();
        touch(session, settings.conversation());
        return session.execute(
                        "UPDATE conversation SET muted_until_ms = ?, archived = ?, pinned_place = ?, marked_unread = ?,"
                                + " settings_revision = ?, settings_change = ? WHERE conversation = ?"
                                + " AND (settings_revision < ? OR (settings_revision = ? AND settings_change < ?))",
                        settings.mutedUntil().toEpochMilli(),
                        settings.archived() ? 1L : 0L,
                        (long) settings.pinnedPlace(),
                        settings.markedUnread() ? 1L : 0L,
                        revision,
                        change,
                        id,
                        revision,
                        revision,
                        change)
                > 0;
    }

    void setDraft(SqlSession session, ConversationId id, String text, Instant at) {
        touch(session, id);
        session.execute(
                "UPDATE conversation SET draft = ?, draft_ms = ? WHERE conversation = ?",
                text,
                at.toEpochMilli(),
                Columns.bytes(id));
    }

    /** What a change of something with this revision must have. */
    static Revision after(long revision) {
        return revision == 0 ? Revision.FIRST : new Revision(revision).next();
    }

    private static List<Known> select(SqlSession session, String where, Object... arguments) {
        return session.list("SELECT" + COLUMNS + where, ConversationTable::known, arguments);
    }

    private static Known known(Row row) {
        String peer = row.text(2);
        String draft = row.text(12);
        return new Known(
                Columns.conversation(row, 0),
                Kind.fromCode(row.integer(1)),
                peer.isEmpty() ? Optional.empty() : Optional.of(new AccountId(peer)),
                Columns.accounts(row.text(3)),
                row.integer(4),
                Duration.ofSeconds(row.integer(5)),
                row.integer(6),
                Instant.ofEpochMilli(row.integer(7)),
                row.integer(8) != 0,
                (int) row.integer(9),
                row.integer(10) != 0,
                row.integer(11),
                draft.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new TextDraft(draft, Instant.ofEpochMilli(row.integer(13)))));
    }
}
