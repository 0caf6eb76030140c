package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.TransferTable.Shift;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.DeviceSync;
import io.waggle.protocol.content.HistoryEntry;
import io.waggle.protocol.content.HistoryEntry.Loss;
import io.waggle.protocol.content.HistoryEntry.OfChange;
import io.waggle.protocol.content.HistoryEntry.OfConversation;
import io.waggle.protocol.content.HistoryEntry.OfMembership;
import io.waggle.protocol.content.HistoryEntry.OfMessage;
import io.waggle.protocol.content.HistoryEntry.OfReceipt;
import io.waggle.protocol.content.HistoryEntry.What;
import io.waggle.protocol.content.HistoryPart;
import io.waggle.protocol.content.MessageChange;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Revision;
import io.waggle.protocol.content.TimerChange;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts into the store what another device of this person sends of what was said before; within a transaction that the caller holds.
 *
 * <p>All of it stands before everything that came through the inbox of this device. What is here already stays as it is.
 */
final class HistoryImport {

    private final Tables tables;
    private final Contents contents;
    private final Calls calls;
    private final Fates fates;

    HistoryImport(Tables tables, Contents contents, Fates fates) {
        this.tables = tables;
        this.contents = contents;
        this.calls = new Calls(tables);
        this.fates = fates;
    }

    /** Answers what moved among this person's messages. */
    List<StatusChange> take(SqlSession session, DeviceId from, HistoryPart part, Instant now, Happenings happenings) {
        Shift shift = tables.transfers.shift(session, from, part.topRow(), part.topOrder());
        List<Receipt> receipts = new ArrayList<>();
        Set<ConversationId> conversations = new LinkedHashSet<>();
        for (HistoryEntry entry : part.entries()) {
            if (entry instanceof OfConversation conversation) {
                conversation(session, conversation, shift, now);
                happenings.touched(conversation.conversation());
            } else if (entry instanceof OfMessage message) {
                message(session, from, message, shift, receipts, now, happenings);
                conversations.add(message.conversation());
                happenings.touched(message.conversation());
            } else if (entry instanceof OfChange change) {
                change(session, change, now, happenings);
                happenings.touched(change.conversation());
            } else if (entry instanceof OfReceipt receipt) {
                receipts.add(receipt(receipt));
            } else if (entry instanceof OfMembership membership) {
                tables.groups.wasMember(
                        session,
                        membership.conversation(),
                        membership.account(),
                        membership.from() + shift.row(),
                        membership.to().isPresent()
                                ? Optional.of(membership.to().getAsLong() + shift.row())
                                : Optional.empty());
            }
        }
        conversations.forEach(conversation -> tables.reads.extend(session, conversation));
        return fates.receipts(session, receipts, now, happenings);
    }

    private void conversation(SqlSession session, OfConversation of, Shift shift, Instant now) {
        tables.conversations.touch(session, of.conversation());
        of.peer().ifPresent(peer -> tables.conversations.setDirect(session, of.conversation(), peer));
        if (of.group()) {
            tables.conversations.setGroup(session, of.conversation());
        } else if (!of.recipients().isEmpty()) {
            tables.conversations.setRecipients(session, of.conversation(), of.recipients());
        }
        if (of.timerRevision() > 0 && of.timerChange().isPresent()) {
            TimerChange timer = new TimerChange(new Revision(of.timerRevision()), of.timer());
            boolean unused = tables.conversations.setTimer(
                    session, of.conversation(), timer, of.timerChange().get());
        }
        if (of.settings().isPresent() && of.settingsChange().isPresent()) {
            boolean unused = tables.conversations.setSettings(
                    session, of.settings().get(), of.settingsChange().get());
        }
        of.readRow()
                .ifPresent(row ->
                        contents.readElsewhere(session, of.conversation(), read(session, of, row + shift.row()), now));
    }

    /** Up to where it is read, in the order of this device: by the message if it is here, which may have come after this device did. */
    private Place read(SqlSession session, OfConversation of, long row) {
        return of.readUpTo()
                .flatMap(ref -> tables.messages.find(session, ref))
                .map(MessageTable.Found::place)
                .orElse(Place.ofRow(Math.min(row, -1)));
    }

    private void message(
            SqlSession session,
            DeviceId from,
            OfMessage sent,
            Shift shift,
            List<Receipt> receipts,
            Instant now,
            Happenings happenings) {
        Place place = new Place(sent.row() + shift.row(), sent.sub());
        boolean cleared = place.compareTo(tables.conversations.cleared(session, sent.conversation())) <= 0;
        if (place.row() >= 0 || (cleared && sent.what() instanceof What.Note)) {
            return;
        }
        OfMessage of = cleared ? hidden(sent) : sent;
        boolean ours = of.account().equals(tables.owner.account());
        boolean toGroup = tables.conversations
                .find(session, of.conversation())
                .filter(known -> known.kind() == ConversationTable.Kind.GROUP)
                .isPresent();
        boolean fresh = tables.messages.insert(
                session,
                of,
                toGroup ? Route.GROUP : Route.ACCOUNTS,
                place,
                ours && of.device().filter(from::equals).isPresent()
                        ? of.order() + shift.order()
                        : of.order() + shift.row());
        if (!fresh) {
            return;
        }
        long position = session.number("SELECT last_insert_rowid()");
        for (Loss loss : of.losses()) {
            tables.deliveries.lose(
                    session, position, new RecipientOutcome(loss.account(), loss.device(), result(loss.reason()), ""));
        }
        if (!of.device().isPresent() || of.what() instanceof What.Note) {
            return;
        }
        MessageRef ref = new MessageRef(new Address(of.account(), of.device().get()), of.id());
        contents.index(session, of.conversation(), ref, position);
        Origin origin = new Origin(of.conversation(), ref.author(), of.id(), place, of.at(), of.groupVersion());
        contents.settleWaiting(session, origin, position);
        start(of.what()).ifPresent(start -> calls.started(session, origin, start, of.at(), happenings));
        beginToDisappear(session, of, place, position, now);
        if (ours) {
            receipts.addAll(tables.deliveries.takeWaiting(session, ref));
        }
    }

    /** Of what was cleared away only that it was there: who reads on tells its author, too. */
    private static OfMessage hidden(OfMessage of) {
        return new OfMessage(
                of.conversation(),
                of.account(),
                of.device(),
                of.id(),
                of.row(),
                of.sub(),
                of.order(),
                of.at(),
                of.state(),
                of.groupVersion(),
                of.request(),
                false,
                Duration.ZERO,
                Optional.empty(),
                new What.Hidden(),
                of.recipients(),
                of.losses());
    }

    private static Optional<Call.Start> start(What what) {
        return what instanceof What.Bytes bytes
                        && ContentCodec.decode(bytes.content()) instanceof DecodedContent.Known known
                        && known.content().kind() instanceof Call.Start start
                ? Optional.of(start)
                : Optional.empty();
    }

    /** It may be that the person has read on this device beyond it before it came. */
    private void beginToDisappear(SqlSession session, OfMessage of, Place place, long position, Instant now) {
        boolean read = tables.conversations
                .find(session, of.conversation())
                .filter(known -> known.readPlace() >= place.row())
                .isPresent();
        if (of.account().equals(tables.owner.account())) {
            tables.messages.beginToDisappear(session, position, of.at());
        } else if (read) {
            tables.messages.beginToDisappear(session, position, now);
        }
    }

    private static Result result(Loss.Reason reason) {
        return switch (reason) {
            case EXPIRED -> Result.EXPIRED;
            case REJECTED -> Result.REJECTED;
            case DEVICE_REMOVED -> Result.DEVICE_REMOVED;
            case RECIPIENT_FULL -> Result.RECIPIENT_FULL;
            case RECIPIENT_REFUSES -> Result.RECIPIENT_REFUSES;
        };
    }

    /** The device that sends has seen to it that whoever said this might. */
    private void change(SqlSession session, OfChange of, Instant now, Happenings happenings) {
        Optional<MessageTable.Found> target = tables.messages.find(session, of.message());
        if (target.isPresent() && target.get().shape() != Shape.SHOWN) {
            return;
        }
        row(of).ifPresent(change -> {
            boolean counts = tables.changes.put(session, of.conversation(), change, !target.isPresent());
            if (counts && target.isPresent() && change.kind() == ChangeTable.Kind.EDIT) {
                contents.index(
                        session, of.conversation(), of.message(), target.get().position());
            } else if (counts && target.isPresent()) {
                Calls.outcome(change).ifPresent(outcome -> calls.decided(session, outcome, now, happenings));
            }
        });
    }

    private Optional<ChangeTable.Change> row(OfChange of) {
        if (!(ContentCodec.decode(of.content()) instanceof DecodedContent.Known known)) {
            return Optional.empty();
        }
        Origin origin = new Origin(
                of.conversation(),
                new Address(of.account(), of.message().author().device()),
                of.id(),
                Place.FIRST,
                of.at(),
                0);
        if (known.content().kind() instanceof MessageChange change
                && change.message().equals(of.message())) {
            return Optional.of(Contents.row(origin, change, of.content()));
        } else if (known.content().kind() instanceof DeviceSync sync
                && sync.items().size() == 1) {
            return Contents.row(origin, sync.items().get(0), of.message(), of.content());
        }
        return Optional.empty();
    }

    /** When it was, is not known: of a message, the first of the receipts that cover it counts, and this is the last. */
    private Receipt receipt(OfReceipt of) {
        return new Receipt(
                kind(of.reached()),
                of.conversation(),
                of.upTo(),
                new Address(tables.owner.account(), of.author()),
                of.member(),
                Instant.EPOCH);
    }

    private static ReceiptKind kind(HistoryEntry.Reached reached) {
        return switch (reached) {
            case DELIVERED -> ReceiptKind.DELIVERED;
            case READ -> ReceiptKind.READ;
            case PLAYED -> ReceiptKind.PLAYED;
        };
    }

    /** What a message of this person is here, as the schema writes it. */
    static MessageStatus status(OfMessage of) {
        return switch (of.state()) {
            case NONE -> MessageStatus.RECEIVED;
            case SENT -> MessageStatus.SENT;
            case DELIVERED -> MessageStatus.reached(ReceiptKind.DELIVERED);
            case READ -> MessageStatus.reached(ReceiptKind.READ);
            case PLAYED -> MessageStatus.reached(ReceiptKind.PLAYED);
            case EXPIRED -> MessageStatus.EXPIRED;
            case REJECTED -> MessageStatus.failed(FailureReason.REJECTED);
            case DEVICE_REMOVED -> MessageStatus.failed(FailureReason.DEVICE_REMOVED);
        };
    }

    /** What is kept of it. */
    static ByteString kept(What what) {
        if (what instanceof What.Bytes bytes) {
            return bytes.content();
        }
        return what instanceof What.Note note ? note.row() : ByteString.EMPTY;
    }

    /** What of this person is hidden may be a change of a group, which only its device knows: nothing is to be counted from it. */
    static Shape shape(What what, boolean ours) {
        if (what instanceof What.Note) {
            return Shape.NOTE;
        }
        if (what instanceof What.Hidden) {
            return ours ? Shape.CARRIER : Shape.REMOVED;
        }
        return what instanceof What.Deleted ? Shape.DELETED : Shape.SHOWN;
    }
}
