package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.ClearConversation;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentTimes;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.DeleteForEveryone;
import io.waggle.protocol.content.DeleteForMe;
import io.waggle.protocol.content.DeviceSync;
import io.waggle.protocol.content.Edit;
import io.waggle.protocol.content.Kind;
import io.waggle.protocol.content.LiveLocationUpdate;
import io.waggle.protocol.content.MessageChange;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Pin;
import io.waggle.protocol.content.PollVote;
import io.waggle.protocol.content.Reaction;
import io.waggle.protocol.content.ReadPosition;
import io.waggle.protocol.content.Revision;
import io.waggle.protocol.content.Star;
import io.waggle.protocol.content.SyncItem;
import io.waggle.protocol.content.TimerChange;
import io.waggle.protocol.content.ViewOnceOpened;
import io.waggle.protocol.frame.GroupRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns what a person does into contents: to whom they go, and with which revision. Within a transaction that the caller holds.
 */
final class Acts {

    private final Tables tables;
    private final Contents contents;
    private final AccountId self;

    Acts(Tables tables, Contents contents) {
        this.tables = tables;
        this.contents = contents;
        this.self = tables.owner.account();
    }

    /**
     * What goes out for it; what is for this person alone is done already then.
     *
     * @return nothing if it cannot be done: there is no such message, or it is not for this person to do
     */
    Optional<NewMessage> perform(SqlSession session, Act act, MessageId id, Instant now, Happenings happenings) {
        if (act instanceof Act.SetTimer timer) {
            return setTimer(session, timer).map(change -> message(session, act, change, id, now, Audience.Group.ANY));
        }
        Optional<? extends SyncItem> item = item(session, act);
        if (item.isPresent()) {
            DeviceSync sync = new DeviceSync(List.of(item.get()));
            contents.own(session, origin(id, now), sync, now, happenings);
            return Optional.of(toOwnDevices(sync, id, now));
        }
        return change(session, act).map(change -> {
            happenings.touched(act.conversation());
            return message(session, act, change, id, now, version(session, change, act.conversation()));
        });
    }

    private Origin origin(MessageId id, Instant now) {
        return new Origin(ConversationId.direct(self, self), tables.owner, id, Place.FIRST, now, 0);
    }

    private NewMessage toOwnDevices(DeviceSync sync, MessageId id, Instant now) {
        return new NewMessage(id, now, Draft.direct(self, self, Content.of(sync)));
    }

    private NewMessage message(
            SqlSession session, Act act, Kind kind, MessageId id, Instant now, Audience.Group group) {
        Content content = Content.of(kind);
        Duration lifetime =
                kind instanceof LiveLocationUpdate update && update.location().isPresent()
                        ? ContentTimes.LOCATION_UPDATE
                        : Duration.ZERO;
        ConversationTable.Known known = tables.conversations
                .find(session, act.conversation())
                .orElseThrow(() -> new StoreException("a message without its conversation"));
        if (known.kind() == ConversationTable.Kind.GROUP) {
            return new NewMessage(id, now, new Draft(act.conversation(), group, content, lifetime));
        }
        Optional<AccountId> peer = known.peer();
        Draft draft = new Draft(
                act.conversation(),
                new Audience.Accounts(peer.isPresent() ? List.of(peer.get()) : recipients(known)),
                peer.map(content::to).orElse(content),
                lifetime);
        return new NewMessage(id, now, draft);
    }

    private List<AccountId> recipients(ConversationTable.Known known) {
        return known.recipients().isEmpty() ? List.of(self) : known.recipients();
    }

    /** Only an admin may delete what others wrote, so that is for the group in which this account is one. */
    private Audience.Group version(SqlSession session, MessageChange change, ConversationId conversation) {
        boolean asAdmin = change instanceof DeleteForEveryone
                && !change.message().author().account().equals(self);
        return asAdmin
                ? new Audience.Group(tables.groups
                        .find(session, conversation)
                        .map(GroupTable.Known::version)
                        .orElse(0L))
                : Audience.Group.ANY;
    }

    // --- for everybody

    private Optional<TimerChange> setTimer(SqlSession session, Act.SetTimer act) {
        return tables.conversations
                .find(session, act.conversation())
                .filter(known -> known.kind() == ConversationTable.Kind.DIRECT)
                .map(known -> new TimerChange(ConversationTable.after(known.timerRevision()), act.after()));
    }

    private Optional<MessageChange> change(SqlSession session, Act act) {
        Optional<MessageRef> message = message(act);
        if (!message.isPresent() || !isShown(session, act.conversation(), message.get())) {
            return Optional.empty();
        }
        return change(session, act, message.get()).filter(change -> mayAndFits(session, act.conversation(), change));
    }

    private static Optional<MessageRef> message(Act act) {
        if (act instanceof Act.Edit edit) {
            return Optional.of(edit.message());
        } else if (act instanceof Act.DeleteForEveryone delete) {
            return Optional.of(delete.message());
        } else if (act instanceof Act.React react) {
            return Optional.of(react.message());
        } else if (act instanceof Act.Vote vote) {
            return Optional.of(vote.message());
        } else if (act instanceof Act.Pin pin) {
            return Optional.of(pin.message());
        } else if (act instanceof Act.MoveLocation move) {
            return Optional.of(move.message());
        }
        return Optional.empty();
    }

    private Optional<MessageChange> change(SqlSession session, Act act, MessageRef message) {
        ConversationId where = act.conversation();
        if (act instanceof Act.Edit edit) {
            Revision next = next(session, where, message, ChangeTable.Kind.EDIT, Optional.empty());
            return Optional.of(new Edit(message, next, edit.text()));
        } else if (act instanceof Act.React react) {
            Revision next = next(session, where, message, ChangeTable.Kind.REACTION, Optional.of(self));
            return Optional.of(new Reaction(message, next, react.emoji()));
        } else if (act instanceof Act.Vote vote) {
            Revision next = next(session, where, message, ChangeTable.Kind.VOTE, Optional.of(self));
            return Optional.of(new PollVote(message, next, vote.options()));
        } else if (act instanceof Act.Pin pin) {
            Revision next = next(session, where, message, ChangeTable.Kind.PIN, Optional.empty());
            return Optional.of(new Pin(message, next, pin.pinned()));
        } else if (act instanceof Act.MoveLocation move) {
            Revision next = next(session, where, message, ChangeTable.Kind.LOCATION, Optional.empty());
            return Optional.of(new LiveLocationUpdate(message, (int) next.value(), move.location()));
        }
        return Optional.of(new DeleteForEveryone(message));
    }

    private boolean mayAndFits(SqlSession session, ConversationId conversation, MessageChange change) {
        boolean author = change.message().author().account().equals(self);
        boolean may = author
                || !(change instanceof Edit
                        || change instanceof LiveLocationUpdate
                        || change instanceof DeleteForEveryone)
                || (change instanceof DeleteForEveryone
                        && tables.groups
                                .role(session, conversation, self)
                                .filter(GroupRole::isAdmin)
                                .isPresent());
        return may
                && tables.messages
                        .find(session, change.message())
                        .flatMap(found -> tables.messages.entry(session, found.position()))
                        .filter(entry -> Fitting.fits(entry.message().content(), change))
                        .isPresent();
    }

    private boolean isShown(SqlSession session, ConversationId conversation, MessageRef message) {
        return tables.messages
                .find(session, message)
                .filter(found ->
                        found.shape() == Shape.SHOWN && found.conversation().equals(conversation))
                .isPresent();
    }

    private boolean isViewedOnce(SqlSession session, MessageRef message) {
        return tables.messages
                .find(session, message)
                .flatMap(found -> tables.messages.entry(session, found.position()))
                .filter(entry -> Fitting.isViewedOnceBy(tables.owner.account(), entry.message()))
                .isPresent();
    }

    /** One more than the highest that is known, what is still on its way included. */
    private Revision next(
            SqlSession session,
            ConversationId conversation,
            MessageRef message,
            ChangeTable.Kind kind,
            Optional<AccountId> about) {
        long highest = tables.changes
                .find(session, conversation, message, kind, about)
                .map(ChangeTable.Change::revision)
                .orElse(0L);
        for (MessageTable.Entry carrier : tables.messages.carriers(session, conversation)) {
            if (carrier.message().content() instanceof DecodedContent.Known known
                    && known.content().kind() instanceof MessageChange pending
                    && pending.message().equals(message)) {
                highest = Math.max(highest, revision(pending, kind));
            }
        }
        return ConversationTable.after(highest);
    }

    private static long revision(MessageChange change, ChangeTable.Kind kind) {
        return switch (kind) {
            case EDIT -> change instanceof Edit edit ? edit.revision().value() : 0;
            case REACTION ->
                change instanceof Reaction reaction ? reaction.revision().value() : 0;
            case VOTE -> change instanceof PollVote vote ? vote.revision().value() : 0;
            case PIN -> change instanceof Pin pin ? pin.revision().value() : 0;
            case LOCATION -> change instanceof LiveLocationUpdate update ? update.number() : 0;
            case DELETE, STAR, OPENED, DELETE_FOR_ME, READ, CLEAR, OUTCOME -> 0;
        };
    }

    // --- for this person

    private Optional<? extends SyncItem> item(SqlSession session, Act act) {
        ConversationId where = act.conversation();
        if (act instanceof Act.DeleteForMe delete) {
            List<MessageRef> shown = new ArrayList<>();
            for (MessageRef message : delete.messages()) {
                if (tables.messages
                        .find(session, message)
                        .filter(found -> found.conversation().equals(where)
                                && (found.shape() == Shape.SHOWN || found.shape() == Shape.DELETED))
                        .isPresent()) {
                    shown.add(message);
                }
            }
            return shown.isEmpty() ? Optional.empty() : Optional.of(new DeleteForMe(where, shown));
        } else if (act instanceof Act.Clear) {
            for (long position : tables.messages.refused(session, where)) {
                tables.messages.wipe(session, position, Shape.REMOVED); // they are on this device alone
                tables.search.remove(session, position);
            }
            return tables.messages.lastOfAll(session, where).map(last -> new ClearConversation(where, last));
        } else if (act instanceof Act.Star star) {
            return Optional.of(star)
                    .filter(it -> isShown(session, where, it.message()))
                    .map(it -> new Star(where, it.message(), nextStar(session, where, it.message()), it.starred()));
        } else if (act instanceof Act.ViewOnce view) {
            return Optional.of(view)
                    .filter(it -> isShown(session, where, it.message()) && isViewedOnce(session, it.message()))
                    .map(it -> new ViewOnceOpened(where, it.message()));
        }
        return tables.conversations.find(session, where).flatMap(known -> settings(known, act));
    }

    private Revision nextStar(SqlSession session, ConversationId conversation, MessageRef message) {
        return ConversationTable.after(tables.changes
                .find(session, conversation, message, ChangeTable.Kind.STAR, Optional.empty())
                .map(ChangeTable.Change::revision)
                .orElse(0L));
    }

    private static Optional<ConversationSettings> settings(ConversationTable.Known known, Act act) {
        Instant muted = known.mutedUntil();
        boolean archived = known.archived();
        int pinned = known.pinnedPlace();
        boolean unread = known.markedUnread();
        if (act instanceof Act.Mute mute) {
            muted = mute.until();
        } else if (act instanceof Act.Archive archive) {
            archived = archive.archived();
        } else if (act instanceof Act.PinConversation pin) {
            pinned = pin.place();
        } else if (act instanceof Act.MarkUnread mark) {
            unread = mark.unread();
        } else {
            return Optional.empty();
        }
        return Optional.of(new ConversationSettings(
                known.id(), ConversationTable.after(known.settingsRevision()), muted, archived, pinned, unread));
    }

    // --- read positions

    /** Tells the person's other devices how far they have read, as much of it as fits a message; nothing if they know. */
    Optional<NewMessage> readPositions(SqlSession session, MessageId id, Instant now, int limit) {
        List<SyncItem> items = new ArrayList<>();
        for (ConversationTable.Known known : tables.conversations.readsToTell(session, limit)) {
            tables.messages
                    .lastOfOthers(session, known.id(), known.readPlace())
                    .ifPresent(last -> items.add(new ReadPosition(known.id(), last)));
            tables.conversations.setReadTold(session, known.id(), known.readPlace());
        }
        return items.isEmpty() ? Optional.empty() : Optional.of(toOwnDevices(new DeviceSync(items), id, now));
    }
}
