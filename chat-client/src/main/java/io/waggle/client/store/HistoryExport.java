package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.SqlSession.Row;
import io.waggle.client.store.TransferTable.Cursor;
import io.waggle.client.store.TransferTable.Phase;
import io.waggle.client.store.TransferTable.Transfer;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.HistoryEntry;
import io.waggle.protocol.content.HistoryEntry.Loss;
import io.waggle.protocol.content.HistoryEntry.OfChange;
import io.waggle.protocol.content.HistoryEntry.OfConversation;
import io.waggle.protocol.content.HistoryEntry.OfMembership;
import io.waggle.protocol.content.HistoryEntry.OfMessage;
import io.waggle.protocol.content.HistoryEntry.OfReceipt;
import io.waggle.protocol.content.HistoryEntry.What;
import io.waggle.protocol.content.HistoryPart;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.PartCodec;
import io.waggle.protocol.content.Revision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes out of the store what a new device does not have, some at a time: the newest messages of every conversation, then all. Within a
 * transaction that the caller holds.
 *
 * <p>What changes meanwhile does no harm: the new device hears of it like this one. So the second pass goes over everything again
 * rather than to remember what the first one has taken.
 */
final class HistoryExport {

    /** Messages of a conversation that come first. */
    private static final int RECENT = 50;

    /** Messages that are looked at in one step. */
    private static final int PAGE = 100;

    /** What a step takes before it is enough, bytes. */
    private static final int ENOUGH = 40_000;

    private final Tables tables;

    /** What its devices tell each other goes there, and is not sent on. */
    private final ConversationId own;

    HistoryExport(Tables tables) {
        this.tables = tables;
        this.own = ConversationId.direct(tables.owner.account(), tables.owner.account());
    }

    /** What goes out, in parts that fit a chunk each, and where to go on. */
    record Step(List<List<HistoryEntry>> parts, Cursor next) {}

    Step step(SqlSession session, Transfer transfer) {
        Packing packing = new Packing();
        Cursor at = transfer.cursor();
        while (at.phase() != Phase.END && packing.bytes < ENOUGH) {
            at = at.phase() == Phase.RECENT
                    ? recent(session, transfer, at, packing)
                    : all(session, transfer, at, packing);
        }
        return new Step(packing.parts(), at);
    }

    private static final class Packing {
        private final List<List<HistoryEntry>> parts = new ArrayList<>();
        private List<HistoryEntry> part = new ArrayList<>();
        private int partBytes;
        private int bytes;

        /** What does not fit into any part is left out: nothing that this version makes is so large. */
        void add(HistoryEntry entry) {
            int size = PartCodec.encodedSize(entry);
            if (size > HistoryPart.BYTES) {
                return;
            }
            if (partBytes + size > HistoryPart.BYTES) {
                parts.add(part);
                part = new ArrayList<>();
                partBytes = 0;
            }
            part.add(entry);
            partBytes += size;
            bytes += size;
        }

        List<List<HistoryEntry>> parts() {
            if (!part.isEmpty()) {
                parts.add(part);
                part = new ArrayList<>();
            }
            return parts;
        }
    }

    // --- the newest of each

    private Cursor recent(SqlSession session, Transfer transfer, Cursor at, Packing packing) {
        byte[] before = at.conversation().map(Columns::bytes).orElse(new byte[0]);
        List<Cursor> next = session.list(
                "SELECT conversation, max(place) AS newest FROM message WHERE place <= ? AND shape IN " + Shape.VISIBLE
                        + " GROUP BY conversation HAVING newest < ? OR (newest = ? AND conversation > ?)"
                        + " ORDER BY newest DESC, conversation LIMIT 1",
                row -> new Cursor(Phase.RECENT, Optional.of(Columns.conversation(row, 0)), Place.ofRow(row.integer(1))),
                transfer.topRow(),
                at.place().row(),
                at.place().row(),
                before);
        if (next.isEmpty()) {
            return new Cursor(Phase.ALL, Optional.empty(), Place.NEWEST);
        }
        ConversationId conversation = next.get(0).conversation().orElseThrow(IllegalStateException::new);
        conversation(session, conversation).ifPresent(packing::add);
        messages(session, transfer, conversation, Place.NEWEST, RECENT, packing);
        return next.get(0);
    }

    // --- everything

    private Cursor all(SqlSession session, Transfer transfer, Cursor at, Packing packing) {
        if (!at.conversation().isPresent() || at.place().equals(Place.FIRST)) {
            List<ConversationId> next = session.list(
                    "SELECT conversation FROM conversation WHERE conversation > ? ORDER BY conversation LIMIT 1",
                    row -> Columns.conversation(row, 0),
                    at.conversation().map(Columns::bytes).orElse(new byte[0]));
            if (next.isEmpty()) {
                return new Cursor(Phase.END, Optional.empty(), Place.FIRST);
            }
            conversation(session, next.get(0)).ifPresent(packing::add);
            return new Cursor(Phase.ALL, Optional.of(next.get(0)), Place.NEWEST);
        }
        ConversationId conversation = at.conversation().get();
        Optional<Place> last = messages(session, transfer, conversation, at.place(), PAGE, packing);
        if (last.isPresent()) {
            return new Cursor(Phase.ALL, at.conversation(), last.get());
        }
        memberships(session, conversation, packing);
        receipts(session, conversation, packing);
        return new Cursor(Phase.ALL, at.conversation(), Place.FIRST);
    }

    // --- entries

    private Optional<OfConversation> conversation(SqlSession session, ConversationId id) {
        return tables.conversations.find(session, id).map(known -> {
            ConversationTable.Versions versions = tables.conversations.versions(session, id);
            boolean read = known.readPlace() != Place.FIRST.row();
            return new OfConversation(
                    id,
                    known.peer(),
                    known.kind() == ConversationTable.Kind.GROUP,
                    known.recipients(),
                    read ? OptionalLong.of(known.readPlace()) : OptionalLong.empty(),
                    read ? tables.messages.lastOfOthers(session, id, known.readPlace()) : Optional.empty(),
                    known.timer(),
                    known.timerRevision(),
                    versions.timer(),
                    versions.settings()
                            .map(change -> new ConversationSettings(
                                    id,
                                    new Revision(known.settingsRevision()),
                                    known.mutedUntil(),
                                    known.archived(),
                                    known.pinnedPlace(),
                                    known.markedUnread())),
                    versions.settings());
        });
    }

    /** Goes backwards from the place. Answers where it got to; nothing if there was nothing left. */
    private Optional<Place> messages(
            SqlSession session,
            Transfer transfer,
            ConversationId conversation,
            Place before,
            int limit,
            Packing packing) {
        List<OfMessage> found = session.list(
                "SELECT position, account, device, message_id, place, sub, ifnull(send_order, 0), at_ms, state, failure,"
                        + " group_version, request, counts, disappears_s, gone_ms, shape, content, recipients FROM message"
                        + " WHERE conversation = ? AND place <= ? AND (place < ? OR (place = ? AND sub < ?))"
                        + " AND (shape IN (1, 2, 3, 5) OR (shape = 4 AND account = ?)) AND NOT " + MessageTable.REFUSED
                        + " ORDER BY place DESC, sub DESC LIMIT ?",
                row -> message(session, conversation, row),
                Columns.bytes(conversation),
                transfer.topRow(),
                before.row(),
                before.row(),
                before.sub(),
                conversation.equals(own) ? "" : tables.owner.account().value(),
                (long) limit);
        for (OfMessage message : found) {
            packing.add(message);
            message.device().ifPresent(device -> changes(session, conversation, message, device, packing));
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Place(
                        found.get(found.size() - 1).row(),
                        found.get(found.size() - 1).sub()));
    }

    private OfMessage message(SqlSession session, ConversationId conversation, Row row) {
        AccountId account = new AccountId(row.text(1));
        String device = row.text(2);
        Shape shape = Shape.fromCode(row.integer(15));
        ByteString content = ByteString.copyFrom(row.bytes(16));
        long gone = row.integer(14);
        boolean ours = account.equals(tables.owner.account()) && shape != Shape.NOTE;
        return new OfMessage(
                conversation,
                account,
                device.isEmpty() ? Optional.empty() : Optional.of(new DeviceId(device)),
                Columns.messageId(row, 3),
                row.integer(4),
                row.integer(5),
                row.integer(6),
                Instant.ofEpochMilli(row.integer(7)),
                ours ? state(MessageStatus.fromCodes(row.integer(8), row.integer(9))) : HistoryEntry.State.NONE,
                row.integer(10),
                row.integer(11) != 0,
                row.integer(12) != 0,
                Duration.ofSeconds(row.integer(13)),
                gone == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(gone)),
                switch (shape) {
                    case DELETED -> new What.Deleted();
                    case NOTE -> new What.Note(content);
                    case SHOWN -> new What.Bytes(content);
                    case REMOVED, CARRIER, REMOVED_NOTE -> new What.Hidden();
                },
                Columns.accounts(row.text(17)),
                ours ? losses(session, row.integer(0)) : List.of());
    }

    private static HistoryEntry.State state(MessageStatus status) {
        return switch (status.state()) {
            case RECEIVED, QUEUED, SENT -> HistoryEntry.State.SENT;
            case DELIVERED -> HistoryEntry.State.DELIVERED;
            case READ -> HistoryEntry.State.READ;
            case PLAYED -> HistoryEntry.State.PLAYED;
            case EXPIRED -> HistoryEntry.State.EXPIRED;
            case FAILED ->
                status.failure().filter(FailureReason.REJECTED::equals).isPresent()
                        ? HistoryEntry.State.REJECTED
                        : HistoryEntry.State.DEVICE_REMOVED;
        };
    }

    private List<Loss> losses(SqlSession session, long position) {
        List<Loss> losses = new ArrayList<>();
        for (Progress.Loss loss : tables.deliveries.losses(session, position)) {
            losses.add(new Loss(
                    loss.account(),
                    loss.device().map(Address::device),
                    switch (loss.result()) {
                        case REJECTED -> Loss.Reason.REJECTED;
                        case DEVICE_REMOVED -> Loss.Reason.DEVICE_REMOVED;
                        case RECIPIENT_REFUSES -> Loss.Reason.RECIPIENT_REFUSES;
                        case EXPIRED -> Loss.Reason.EXPIRED;
                        default -> Loss.Reason.RECIPIENT_FULL;
                    }));
        }
        return losses;
    }

    private void changes(
            SqlSession session, ConversationId conversation, OfMessage message, DeviceId device, Packing packing) {
        MessageRef ref = new MessageRef(new Address(message.account(), device), message.id());
        for (ChangeTable.Change change : tables.changes.of(session, conversation, ref)) {
            packing.add(new OfChange(
                    conversation,
                    ref,
                    change.id(),
                    change.about().orElse(message.account()),
                    change.at(),
                    change.content()));
        }
    }

    private static void memberships(SqlSession session, ConversationId group, Packing packing) {
        session.query(
                "SELECT account, from_place, to_place FROM group_audience WHERE conversation = ?",
                row -> {
                    long to = row.integer(2);
                    packing.add(new OfMembership(
                            group,
                            new AccountId(row.text(0)),
                            row.integer(1),
                            to == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(to)));
                    return true;
                },
                Columns.bytes(group));
    }

    /** Each pointer names the last message that the new device has of those that it covers. */
    private void receipts(SqlSession session, ConversationId conversation, Packing packing) {
        session.query(
                "SELECT author, account, device, kind, send_order FROM member_pointer WHERE conversation = ?",
                row -> {
                    DeviceId author = row.text(0).isEmpty() ? tables.owner.device() : new DeviceId(row.text(0));
                    reached(row.integer(3))
                            .ifPresent(reached -> lastCovered(session, conversation, author, row.integer(4))
                                    .ifPresent(id -> packing.add(new OfReceipt(
                                            conversation, author, Columns.address(row, 1), reached, id))));
                    return true;
                },
                Columns.bytes(conversation));
    }

    private static Optional<HistoryEntry.Reached> reached(long code) {
        return Columns.kind(code).map(kind -> switch (kind) {
            case DELIVERED -> HistoryEntry.Reached.DELIVERED;
            case READ -> HistoryEntry.Reached.READ;
            case PLAYED -> HistoryEntry.Reached.PLAYED;
        });
    }

    private Optional<MessageId> lastCovered(
            SqlSession session, ConversationId conversation, DeviceId author, long order) {
        List<MessageId> found = session.list(
                "SELECT message_id FROM message WHERE conversation = ? AND send_order <= ? AND device = ? AND account = ?"
                        + " AND shape IN (1, 2, 3, 4) ORDER BY send_order DESC LIMIT 1",
                row -> Columns.messageId(row, 0),
                Columns.bytes(conversation),
                order,
                author.value(),
                tables.owner.account().value());
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
    }
}
