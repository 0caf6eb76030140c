package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.client.store.ChangeTable.Change;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.Call.Outcome.Result;
import io.waggle.protocol.content.ClearConversation;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.ContentFault;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.DeleteForEveryone;
import io.waggle.protocol.content.DeleteForMe;
import io.waggle.protocol.content.DeviceSync;
import io.waggle.protocol.content.Edit;
import io.waggle.protocol.content.Effect;
import io.waggle.protocol.content.LiveLocationUpdate;
import io.waggle.protocol.content.MessageChange;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Own;
import io.waggle.protocol.content.Pin;
import io.waggle.protocol.content.PollVote;
import io.waggle.protocol.content.Reaction;
import io.waggle.protocol.content.ReadPosition;
import io.waggle.protocol.content.Shown;
import io.waggle.protocol.content.Star;
import io.waggle.protocol.content.SyncItem;
import io.waggle.protocol.content.TimerChange;
import io.waggle.protocol.content.ViewOnceOpened;
import io.waggle.protocol.frame.GroupRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What contents do, by the rules of CONTENT.md: which stand among the messages, which change what is shown there, and who may change
 * what. Within a transaction that the caller holds.
 */
final class Contents {

    private final Tables tables;
    private final Removal removal;
    private final Calls calls;
    private final AccountId self;
    private final ConversationId ownConversation;

    Contents(Tables tables) {
        this.tables = tables;
        this.removal = new Removal(tables);
        this.calls = new Calls(tables);
        this.self = tables.owner.account();
        this.ownConversation = ConversationId.direct(self, self);
    }

    /**
     * A message has come.
     *
     * @param request whether it came from somebody who wants to be asked
     * @param now by this device's clock
     * @return what is wrong with it, if nobody can read it; then nothing happened
     */
    Optional<ContentFault> take(
            SqlSession session, Origin origin, ByteString bytes, boolean request, Instant now, Happenings happenings) {
        DecodedContent decoded = ContentCodec.decode(bytes);
        if (decoded instanceof DecodedContent.Malformed malformed) {
            return Optional.of(malformed.fault());
        }
        if (!isBelieved(session, origin)) {
            return Optional.empty();
        }
        if (decoded instanceof DecodedContent.Unknown unknown) {
            learn(session, origin, unknown.to());
            unknown(session, origin, unknown, request, happenings);
        } else if (decoded instanceof DecodedContent.Known known) {
            learn(session, origin, known.content().to());
            known(session, origin, known.content(), bytes, request, now, happenings);
        }
        return Optional.empty();
    }

    /**
     * Anybody can name any conversation. The server proves that a message is of a group, so of one nothing else is believed; and a
     * conversation of two has no third.
     */
    private boolean isBelieved(SqlSession session, Origin origin) {
        if (origin.groupVersion() > 0) {
            return true;
        }
        Optional<ConversationTable.Known> known = tables.conversations.find(session, origin.conversation());
        if (!known.isPresent()) {
            return true;
        }
        AccountId sender = origin.sender().account();
        return switch (known.get().kind()) {
            case GROUP -> false;
            case DIRECT ->
                sender.equals(self) || known.get().peer().filter(sender::equals).isPresent();
            case NAMED -> true;
        };
    }

    /** Whose conversation it is. */
    private void learn(SqlSession session, Origin origin, Optional<AccountId> to) {
        AccountId sender = origin.sender().account();
        if (origin.groupVersion() > 0) {
            tables.conversations.setGroup(session, origin.conversation());
            tables.groups.seen(session, origin.conversation(), origin.groupVersion());
            return;
        }
        AccountId peer = sender.equals(self) ? to.orElse(self) : sender;
        if (ConversationId.direct(self, peer).equals(origin.conversation())) {
            tables.conversations.setDirect(session, origin.conversation(), peer);
        } else {
            tables.conversations.touch(session, origin.conversation());
        }
    }

    private void unknown(
            SqlSession session, Origin origin, DecodedContent.Unknown unknown, boolean request, Happenings happenings) {
        if (unknown.effect() == Effect.SHOWN) {
            arrive(session, origin, unknown.bytes(), unknown.disappearsAfter(), true, request, happenings);
        } else {
            note(session, origin);
            if (unknown.effect() == Effect.CHANGE || isOwn(origin)) {
                tables.later.put(session, origin, unknown.bytes());
            }
        }
    }

    private void known(
            SqlSession session,
            Origin origin,
            Content content,
            ByteString bytes,
            boolean request,
            Instant now,
            Happenings happenings) {
        if (content.kind() instanceof Shown shown) {
            boolean counts = shown.type() != Shown.Type.CALL;
            arrive(session, origin, bytes, content.disappearsAfter(), counts, request, happenings);
            if (shown instanceof Call.Start start) {
                calls.started(session, origin, start, now, happenings);
            }
        } else if (content.kind() instanceof Call signal && !(signal instanceof Call.Outcome)) {
            note(session, origin);
            calls.signalled(session, origin, signal, now, happenings);
        } else if (content.kind() instanceof io.waggle.protocol.content.Change change) {
            note(session, origin);
            change(session, origin, change, bytes, happenings);
        } else if (content.kind() instanceof Own own && isOwn(origin)) {
            own(session, origin, own, now, happenings);
        }
    }

    /** What another device of this person sent and nobody sees: a receipt may name it for everything that was sent before. */
    private void note(SqlSession session, Origin origin) {
        if (origin.sender().account().equals(self) && !isOwn(origin)) {
            tables.messages.insert(
                    session,
                    new MessageTable.Arrival(
                            origin.id(),
                            origin.conversation(),
                            self,
                            origin.sender().device().value(),
                            ByteString.EMPTY,
                            origin.at(),
                            Shape.CARRIER,
                            origin.place(),
                            List.of(),
                            origin.groupVersion(),
                            false,
                            false,
                            false,
                            Duration.ZERO));
        }
    }

    private boolean isOwn(Origin origin) {
        return origin.sender().account().equals(self) && origin.conversation().equals(ownConversation);
    }

    // --- what is shown

    private void arrive(
            SqlSession session,
            Origin origin,
            ByteString content,
            Duration disappears,
            boolean counts,
            boolean request,
            Happenings happenings) {
        boolean ours = origin.sender().account().equals(self);
        boolean fresh = tables.messages.insert(
                session,
                new MessageTable.Arrival(
                        origin.id(),
                        origin.conversation(),
                        origin.sender().account(),
                        origin.sender().device().value(),
                        content,
                        origin.at(),
                        Shape.SHOWN,
                        origin.place(),
                        ours ? recipients(session, origin) : List.of(),
                        origin.groupVersion(),
                        request,
                        counts && !ours,
                        true,
                        disappears));
        if (!fresh) {
            return;
        }
        long position = session.number("SELECT last_insert_rowid()");
        if (ours) {
            tables.messages.beginToDisappear(session, position, origin.at());
        }
        index(session, origin.conversation(), origin.ref(), position);
        happenings.message(origin.conversation());
        settleWaiting(session, origin, position);
    }

    /** To whom another device of this person sent it. */
    private List<AccountId> recipients(SqlSession session, Origin origin) {
        return origin.groupVersion() > 0
                ? List.of()
                : tables.conversations
                        .find(session, origin.conversation())
                        .flatMap(ConversationTable.Known::peer)
                        .map(List::of)
                        .orElse(List.of());
    }

    /** What was said about the message before it came. */
    void settleWaiting(SqlSession session, Origin origin, long position) {
        List<Change> waiting = tables.changes.of(session, origin.conversation(), origin.ref());
        tables.changes.settle(session, origin.conversation(), origin.ref());
        for (Change change : waiting) {
            switch (change.kind()) {
                case DELETE -> {
                    if (tables.messages
                            .entry(session, position)
                            .filter(entry -> entry.shape() == Shape.SHOWN)
                            .isPresent()) {
                        removal.deleteForEveryone(session, origin.conversation(), origin.ref(), position);
                    }
                }
                case DELETE_FOR_ME -> removal.remove(session, origin.conversation(), origin.ref(), position);
                case OPENED -> {
                    if (isViewedOnce(session, position)) {
                        tables.messages.forgetContent(session, position);
                    } else {
                        tables.changes.remove(session, origin.conversation(), origin.ref(), ChangeTable.Kind.OPENED);
                    }
                }
                case READ -> {
                    tables.changes.remove(session, origin.conversation(), origin.ref(), ChangeTable.Kind.READ);
                    readElsewhere(session, origin.conversation(), origin.place(), origin.at());
                }
                case CLEAR -> {
                    tables.changes.remove(session, origin.conversation(), origin.ref(), ChangeTable.Kind.CLEAR);
                    removal.clear(session, origin.conversation(), origin.place());
                }
                default -> {
                    // It is seen when the message is shown.
                }
            }
        }
    }

    /** People find the message by what it says now. */
    void index(SqlSession session, ConversationId conversation, MessageRef message, long position) {
        tables.messages
                .entry(session, position)
                .filter(entry -> entry.shape() == Shape.SHOWN)
                .ifPresent(entry -> tables.search.put(
                        session,
                        position,
                        SearchText.of(
                                entry.message().content(),
                                tables.changes.find(
                                        session, conversation, message, ChangeTable.Kind.EDIT, Optional.empty()))));
    }

    // --- what changes something

    /** A change counts from now on: it came, or the server has accepted it from this device. */
    void change(
            SqlSession session,
            Origin origin,
            io.waggle.protocol.content.Change change,
            ByteString bytes,
            Happenings happenings) {
        if (change instanceof MessageChange ofMessage) {
            change(session, origin, ofMessage, bytes, happenings);
        } else if (change instanceof TimerChange timer
                && origin.groupVersion() == 0
                && tables.conversations.setTimer(session, origin.conversation(), timer, origin.id())) {
            happenings.touched(origin.conversation());
        }
    }

    private void change(
            SqlSession session, Origin origin, MessageChange change, ByteString bytes, Happenings happenings) {
        Permission permission = permission(session, origin, change);
        if (permission == Permission.NOT_KNOWN) {
            tables.later.put(session, origin, bytes);
        }
        if (permission != Permission.GIVEN) {
            return;
        }
        Optional<MessageTable.Found> target = tables.messages.find(session, change.message());
        if (target.filter(found -> !found.conversation().equals(origin.conversation()))
                .isPresent()) {
            return; // it is no message of this conversation
        }
        if (target.filter(found -> found.shape() != Shape.SHOWN).isPresent()) {
            if (change instanceof Call.Outcome outcome) {
                calls.decided(session, outcome, origin.at(), happenings); // its line was deleted, and it may still ring
            }
            return;
        }
        if (target.filter(found -> !fits(session, found.position(), change)).isPresent()) {
            return;
        }
        boolean counts =
                tables.changes.put(session, origin.conversation(), row(origin, change, bytes), !target.isPresent());
        if (counts && target.isPresent()) {
            long position = target.get().position();
            if (change instanceof DeleteForEveryone) {
                removal.deleteForEveryone(session, origin.conversation(), change.message(), position);
            } else if (change instanceof Edit) {
                index(session, origin.conversation(), change.message(), position);
            } else if (change instanceof Call.Outcome outcome) {
                calls.decided(session, outcome, origin.at(), happenings);
            }
            happenings.touched(origin.conversation());
        }
    }

    private enum Permission {
        GIVEN,
        NOT_GIVEN,
        /** The group at that place is not known. */
        NOT_KNOWN
    }

    private Permission permission(SqlSession session, Origin origin, MessageChange change) {
        boolean author =
                origin.sender().account().equals(change.message().author().account());
        if (change instanceof Edit || change instanceof LiveLocationUpdate) {
            return author ? Permission.GIVEN : Permission.NOT_GIVEN;
        }
        if (change instanceof Call.Outcome outcome) {
            boolean ofCaller = outcome.result() == Result.REPLACED || outcome.result() == Result.CANCELLED;
            return author == ofCaller && origin.groupVersion() == 0 ? Permission.GIVEN : Permission.NOT_GIVEN;
        }
        boolean ours = origin.sender()
                .equals(tables.owner); // it was looked at when it was sent, for that version of the group
        if (!(change instanceof DeleteForEveryone) || author || ours) {
            return Permission.GIVEN;
        }
        if (origin.groupVersion() == 0) {
            return Permission.NOT_GIVEN;
        }
        boolean known = tables.groups
                .find(session, origin.conversation())
                .filter(group -> !group.stale() && group.whole() && group.version() >= origin.groupVersion())
                .isPresent();
        if (!known) {
            return Permission.NOT_KNOWN;
        }
        return tables.groups
                        .role(session, origin.conversation(), origin.sender().account())
                        .filter(GroupRole::isAdmin)
                        .isPresent()
                ? Permission.GIVEN
                : Permission.NOT_GIVEN;
    }

    /** A change of another kind of message than that is for is ignored. What this version cannot read is told by the next. */
    private boolean fits(SqlSession session, long position, MessageChange change) {
        return tables.messages
                .entry(session, position)
                .filter(entry -> Fitting.fits(entry.message().content(), change))
                .isPresent();
    }

    /** How a change is kept. */
    static Change row(Origin origin, MessageChange change, ByteString bytes) {
        AccountId sender = origin.sender().account();
        if (change instanceof Edit edit) {
            return row(
                    origin,
                    change,
                    ChangeTable.Kind.EDIT,
                    Optional.empty(),
                    edit.revision().value(),
                    bytes);
        } else if (change instanceof Reaction reaction) {
            return row(
                    origin,
                    change,
                    ChangeTable.Kind.REACTION,
                    Optional.of(sender),
                    reaction.revision().value(),
                    bytes);
        } else if (change instanceof PollVote vote) {
            return row(
                    origin,
                    change,
                    ChangeTable.Kind.VOTE,
                    Optional.of(sender),
                    vote.revision().value(),
                    bytes);
        } else if (change instanceof Pin pin) {
            return row(
                    origin,
                    change,
                    ChangeTable.Kind.PIN,
                    Optional.empty(),
                    pin.revision().value(),
                    bytes);
        } else if (change instanceof LiveLocationUpdate update) {
            return row(origin, change, ChangeTable.Kind.LOCATION, Optional.empty(), update.number(), bytes);
        }
        if (change instanceof Call.Outcome outcome) {
            return row(
                    origin,
                    change,
                    ChangeTable.Kind.OUTCOME,
                    Optional.empty(),
                    outcome.result().rank(),
                    bytes);
        }
        return row(origin, change, ChangeTable.Kind.DELETE, Optional.empty(), 0, bytes);
    }

    /** How something between the devices of one person is kept, if it lasts. */
    static Optional<Change> row(Origin origin, SyncItem item, MessageRef message, ByteString bytes) {
        if (item instanceof Star star) {
            return Optional.of(new Change(
                    message,
                    ChangeTable.Kind.STAR,
                    Optional.empty(),
                    star.revision().value(),
                    origin.id(),
                    bytes,
                    origin.at()));
        }
        return item instanceof ViewOnceOpened
                ? Optional.of(new Change(
                        message, ChangeTable.Kind.OPENED, Optional.empty(), 0, origin.id(), bytes, origin.at()))
                : Optional.empty();
    }

    private static Change row(
            Origin origin,
            MessageChange change,
            ChangeTable.Kind kind,
            Optional<AccountId> about,
            long revision,
            ByteString bytes) {
        return new Change(change.message(), kind, about, revision, origin.id(), bytes, origin.at());
    }

    // --- what is between the devices of one person

    /** Something that the person did, here or on another device. */
    void own(SqlSession session, Origin origin, Own own, Instant now, Happenings happenings) {
        if (own instanceof DeviceSync sync) {
            for (SyncItem item : sync.items()) {
                item(session, origin, item, now);
                happenings.touched(item.conversation());
            }
        } else {
            happenings.history(origin, own);
        }
    }

    private void item(SqlSession session, Origin origin, SyncItem item, Instant now) {
        if (item instanceof ConversationSettings settings) {
            boolean unused = tables.conversations.setSettings(session, settings, origin.id());
        } else if (item instanceof ReadPosition read) {
            about(session, origin, item, read.upTo(), ChangeTable.Kind.READ, 0)
                    .ifPresent(found -> readElsewhere(session, item.conversation(), found.place(), now));
        } else if (item instanceof ClearConversation clear) {
            about(session, origin, item, clear.upTo(), ChangeTable.Kind.CLEAR, 0)
                    .ifPresent(found -> removal.clear(session, item.conversation(), found.place()));
        } else if (item instanceof DeleteForMe delete) {
            for (MessageRef message : delete.messages()) {
                about(session, origin, item, message, ChangeTable.Kind.DELETE_FOR_ME, 0)
                        .ifPresent(found -> removal.remove(session, item.conversation(), message, found.position()));
            }
        } else if (item instanceof Star star) {
            about(
                    session,
                    origin,
                    item,
                    star.message(),
                    ChangeTable.Kind.STAR,
                    star.revision().value());
        } else if (item instanceof ViewOnceOpened opened && !isShownAgain(session, opened.message())) {
            about(session, origin, item, opened.message(), ChangeTable.Kind.OPENED, 0)
                    .ifPresent(found -> tables.messages.forgetContent(session, found.position()));
        }
    }

    /** Whether it is known as one that is not to be viewed once. */
    private boolean isShownAgain(SqlSession session, MessageRef message) {
        return tables.messages
                .find(session, message)
                .filter(found -> found.shape() == Shape.SHOWN && !isViewedOnce(session, found.position()))
                .isPresent();
    }

    private boolean isViewedOnce(SqlSession session, long position) {
        return tables.messages
                .entry(session, position)
                .filter(entry -> Fitting.isViewedOnceBy(self, entry.message()))
                .isPresent();
    }

    /** The message that the item is about; keeps the item where it has a say later, or the message has not come. */
    private Optional<MessageTable.Found> about(
            SqlSession session,
            Origin origin,
            SyncItem item,
            MessageRef message,
            ChangeTable.Kind kind,
            long revision) {
        Optional<MessageTable.Found> target = tables.messages.find(session, message);
        if (target.isPresent() && !target.get().conversation().equals(item.conversation())) {
            return Optional.empty();
        }
        boolean lasts = kind == ChangeTable.Kind.STAR || kind == ChangeTable.Kind.OPENED;
        if (!target.isPresent() || (lasts && target.get().shape() == Shape.SHOWN)) {
            ByteString bytes = ContentCodec.encode(Content.of(new DeviceSync(List.of(item))));
            boolean counts = tables.changes.put(
                    session,
                    item.conversation(),
                    new Change(message, kind, Optional.empty(), revision, origin.id(), bytes, origin.at()),
                    !target.isPresent());
            return counts ? target : Optional.empty();
        }
        return target;
    }

    // --- read positions

    /** The person has read everything up to the place on this device. Answers whether that is news. */
    boolean readHere(SqlSession session, ConversationId conversation, Place place, Instant now) {
        Optional<Long> before = tables.conversations.advanceRead(session, conversation, place.row());
        before.ifPresent(row -> tables.messages.beginToDisappear(session, conversation, row, place.row(), now));
        return before.isPresent();
    }

    /** The person has read everything up to the place on another device, so nobody is to be told. */
    void readElsewhere(SqlSession session, ConversationId conversation, Place place, Instant now) {
        boolean unused = readHere(session, conversation, place, now);
        tables.conversations.setReadTold(session, conversation, place.row());
    }

    // --- what could not be used yet

    /** The group is known now: what waited for that has its effect. */
    void groupIsKnown(SqlSession session, ConversationId group, Instant now, Happenings happenings) {
        for (LaterContentTable.Kept kept : tables.later.take(session, group)) {
            Optional<ContentFault> unused = take(session, kept.origin(), kept.content(), false, now, happenings);
        }
    }
}
