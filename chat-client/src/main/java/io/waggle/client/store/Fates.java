package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Change;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What becomes of the messages that this device sent: the rules by which acceptances, refusals and receipts move them, in
 * whatever order these arrive. And of those that the person's other devices sent, which are accepted when they come. Works within a transaction that the caller holds.
 *
 * <p>A refusal is about one attempt. While another attempt of the message is on its way, a refusal is worth only what it
 * says about devices: the answer to the attempt decides.
 */
final class Fates {

    /** Refusals for wrong devices, in a row, that said nothing new. */
    private static final int MAX_VAIN_TRIES = 10;

    private final MessageTable messages;
    private final OutboxTable outbox;
    private final RosterTable roster;
    private final DeliveryTable deliveries;
    private final Tables tables;
    private final Contents contents;
    private final Removal removal;

    Fates(Tables tables, Contents contents) {
        this.tables = tables;
        this.contents = contents;
        this.removal = new Removal(tables);
        this.messages = tables.messages;
        this.outbox = tables.outbox;
        this.roster = tables.roster;
        this.deliveries = tables.deliveries;
    }

    List<StatusChange> accepted(SqlSession session, List<Accepted> accepted, Instant now, Happenings happenings) {
        List<StatusChange> changes = new ArrayList<>();
        Map<Sent, Progress> progress = new HashMap<>();
        for (Accepted one : accepted) {
            messages.own(session, one.id()).ifPresent(message -> {
                accept(session, message, one.devices(), one.after(), new News(now, changes, happenings));
                judge(session, tables.messages.own(session, message.position()), progress, changes);
            });
        }
        return changes;
    }

    List<StatusChange> failed(SqlSession session, List<MessageId> ids, FailureReason reason) {
        List<StatusChange> changes = new ArrayList<>();
        for (MessageId id : ids) {
            messages.own(session, id).ifPresent(message -> fail(session, message, reason, changes));
        }
        return changes;
    }

    List<StatusChange> outcomes(
            SqlSession session,
            List<SendOutcome> outcomes,
            Predicate<MessageId> onItsWay,
            Instant now,
            Happenings happenings) {
        List<StatusChange> changes = new ArrayList<>();
        News news = new News(now, changes, happenings);
        for (SendOutcome outcome : outcomes) {
            boolean taught = learn(session, outcome.changes());
            messages.own(session, outcome.messageId()).ifPresent(message -> {
                boolean undecided = outbox.contains(session, message.position()) && !onItsWay.test(message.id());
                if (outcome.result() == SendOutcome.Result.DEVICES_CHANGED && (undecided || taught)) {
                    devicesChanged(session, message, taught, changes);
                } else {
                    outcome(session, outcome, message, undecided, news);
                }
            });
        }
        return changes;
    }

    List<StatusChange> refusedForRoom(SqlSession session, List<MessageId> ids, Instant now) {
        List<StatusChange> changes = new ArrayList<>();
        for (MessageId id : ids) {
            messages.own(session, id).ifPresent(message -> noRoom(session, message, now, changes));
        }
        return changes;
    }

    /** A refusal proves that no earlier attempt was accepted, so the message can wait for as long as it may live. */
    private void noRoom(SqlSession session, MessageTable.Own message, Instant now, List<StatusChange> changes) {
        if (messages.hasEnded(session, message.position(), now)) {
            fail(session, message, FailureReason.RECIPIENT_FULL, changes);
        } else {
            outbox.refused(session, message.position());
        }
    }

    /** What can have reached the server so long ago that it may have forgotten it must not be sent again. */
    List<StatusChange> undecidedSince(SqlSession session, Instant time) {
        List<StatusChange> changes = new ArrayList<>();
        for (long position : outbox.attemptedBefore(session, time)) {
            fail(session, messages.own(session, position), FailureReason.UNDECIDED, changes);
        }
        return changes;
    }

    /** Moves the pointers of all these receipts first, then looks at every message that they can have moved, once. */
    List<StatusChange> receipts(SqlSession session, List<Receipt> receipts, Instant now, Happenings happenings) {
        List<StatusChange> changes = new ArrayList<>();
        News news = new News(now, changes, happenings);
        Map<Sent, Range> moved = new HashMap<>();
        for (Receipt receipt : receipts) {
            Optional<MessageTable.Own> named = messages.ours(session, new MessageRef(receipt.author(), receipt.upTo()));
            if (!named.isPresent()
                    && receipt.author().account().equals(tables.owner.account())
                    && !receipt.author().equals(tables.owner)) {
                deliveries.keepWaiting(session, receipt);
            }
            named.filter(message -> message.conversation().equals(receipt.conversation()))
                    .ifPresent(message -> {
                        hasArrived(session, message, news);
                        deliveries
                                .move(session, receipt, message.sendOrder())
                                .ifPresent(before -> moved.merge(
                                        Sent.of(message), new Range(before, message.sendOrder()), Range::with));
                    });
        }
        moved.forEach((sent, range) -> {
            Map<Sent, Progress> progress = new HashMap<>();
            for (MessageTable.Own message :
                    messages.ours(session, sent.conversation(), sent.device(), range.after(), range.upTo())) {
                judge(session, message, progress, changes);
            }
        });
        return changes;
    }

    /** What other devices of this person sent and will not get to everybody. */
    List<StatusChange> lost(SqlSession session, List<SendOutcome> outcomes) {
        List<StatusChange> changes = new ArrayList<>();
        for (SendOutcome outcome : outcomes) {
            outcome.senderDevice()
                    .map(device -> new Address(tables.owner.account(), device))
                    .flatMap(device -> messages.ours(session, new MessageRef(device, outcome.messageId())))
                    .ifPresent(message -> lose(session, outcome, message, changes));
        }
        return changes;
    }

    /** What a device of this person sent to a conversation. */
    private record Sent(ConversationId conversation, DeviceId device) {

        static Sent of(MessageTable.Own message) {
            return new Sent(message.conversation(), message.device());
        }
    }

    /** What news of our own messages leads to, and where that is gathered. */
    private record News(Instant now, List<StatusChange> changes, Happenings happenings) {}

    private void outcome(
            SqlSession session, SendOutcome outcome, MessageTable.Own message, boolean undecided, News news) {
        switch (outcome.result()) {
            case ACCEPTED -> {
                accept(session, message, List.of(), Optional.of(outcome.acceptedAfter()), news);
                lose(session, outcome, message, news.changes());
            }
            case EXPIRED, REJECTED, DEVICE_REMOVED -> {
                hasArrived(session, message, news);
                lose(session, outcome, message, news.changes());
            }
            case GROUP_CHANGED -> {
                if (undecided) {
                    groupChanged(session, outcome, message, news.changes());
                }
            }
            case RECIPIENT_FULL -> {
                if (undecided) {
                    noRoom(session, message, news.now(), news.changes());
                }
            }
            case DEVICES_CHANGED, BLOCKED_BY_EARLIER, SENDER_FULL -> {
                // It stays in the outbox, in its place, and goes out again.
            }
            default -> {
                if (undecided) {
                    fail(session, message, reason(outcome.result()), news.changes());
                }
            }
        }
    }

    private static FailureReason reason(SendOutcome.Result refusal) {
        return switch (refusal) {
            case UNKNOWN_ACCOUNT -> FailureReason.UNKNOWN_ACCOUNT;
            case RECIPIENT_REFUSES -> FailureReason.RECIPIENT_REFUSES;
            case NO_SUCH_GROUP -> FailureReason.NOT_IN_GROUP;
            case GROUP_FORBIDS -> FailureReason.MAY_NOT_WRITE;
            case GROUP_FULL -> FailureReason.GROUP_FULL;
            case GROUP_EXISTS -> FailureReason.GROUP_EXISTS;
            case LINK_INVALID -> FailureReason.LINK_INVALID;
            case TOO_MANY_GROUPS -> FailureReason.TOO_MANY_GROUPS;
            case ACCEPTED,
                    RECIPIENT_FULL,
                    DEVICES_CHANGED,
                    GROUP_CHANGED,
                    BLOCKED_BY_EARLIER,
                    SENDER_FULL,
                    EXPIRED,
                    REJECTED,
                    DEVICE_REMOVED -> throw new IllegalArgumentException("no refusal for good: " + refusal);
        };
    }

    /**
     * What was for a certain version of the group is decided again once this device knows the present one: it is for that then,
     * unless it was something that only admins may and this account is none any more, or a change that somebody else forestalled.
     */
    private void groupChanged(
            SqlSession session, SendOutcome outcome, MessageTable.Own message, List<StatusChange> changes) {
        Optional<GroupTable.Known> group = tables.groups
                .find(session, message.conversation())
                .filter(known -> !known.stale() && known.version() >= outcome.groupVersion());
        if (!group.isPresent()) {
            return; // it waits in the outbox until the events are there
        }
        boolean admin = tables.groups
                .role(session, message.conversation(), tables.owner.account())
                .filter(GroupRole::isAdmin)
                .isPresent();
        if (admin && message.route() == Route.GROUP) {
            messages.setGroupVersion(session, message.position(), group.get().version());
        } else {
            fail(session, message, FailureReason.GROUP_CHANGED, changes);
        }
    }

    private boolean learn(SqlSession session, List<DeviceChanges> changes) {
        boolean taught = false;
        for (DeviceChanges change : changes) {
            taught |= roster.repair(session, change);
        }
        return taught;
    }

    private void devicesChanged(
            SqlSession session, MessageTable.Own message, boolean taught, List<StatusChange> changes) {
        if (outbox.countVainTry(session, message.position(), taught) >= MAX_VAIN_TRIES) {
            fail(session, message, FailureReason.DEVICES_KEEP_CHANGING, changes);
        }
    }

    private void accept(
            SqlSession session,
            MessageTable.Own message,
            List<Address> devices,
            Optional<InboxSequence> after,
            News news) {
        outbox.remove(session, message.position());
        boolean waiting = message.place().row() == Long.MAX_VALUE;
        boolean refused = !message.status().isAccepted()
                && message.status().state() == MessageState.FAILED
                && message.shape() != Shape.NOTE;
        if (!message.status().isAccepted()) {
            messages.setDevices(session, message.position(), devices.isEmpty() ? known(session, message) : devices);
        }
        if (waiting || refused) {
            Place row = after.map(sequence -> tables.cursor.place(session, sequence))
                    .orElseGet(() -> tables.cursor.last(session));
            Place place = Place.behind(row.row(), message.sendOrder());
            messages.setPlace(session, message.position(), place);
            settle(session, message, place, news);
        }
        messages.raise(session, message, MessageStatus.SENT).ifPresent(news.changes()::add);
    }

    /** What we sent has its place, and its effect. */
    private void settle(SqlSession session, MessageTable.Own message, Place place, News news) {
        news.happenings().touched(message.conversation());
        if (message.shape() == Shape.SHOWN) {
            messages.beginToDisappear(session, message.position(), news.now());
            removal.removeIfCleared(session, message, place);
            return;
        }
        messages.entry(session, message.position()).ifPresent(entry -> {
            if (message.route() != Route.GROUP_CHANGE
                    && entry.message().content() instanceof DecodedContent.Known known
                    && known.content().kind() instanceof Change change) {
                Origin origin = new Origin(
                        message.conversation(),
                        tables.owner,
                        message.id(),
                        place,
                        news.now(),
                        message.route() == Route.GROUP
                                ? Math.max(1, entry.message().groupVersion())
                                : 0);
                contents.change(session, origin, change, entry.content(), news.happenings());
            }
            messages.forgetContent(session, message.position());
        });
    }

    /** Somebody has it, so it was accepted. It stays in the outbox, for the server to say where. */
    private void hasArrived(SqlSession session, MessageTable.Own message, News news) {
        if (!message.status().isAccepted()) {
            messages.setDevices(session, message.position(), known(session, message));
            messages.raise(session, message, MessageStatus.SENT).ifPresent(news.changes()::add);
        }
    }

    private void fail(SqlSession session, MessageTable.Own message, FailureReason reason, List<StatusChange> changes) {
        outbox.remove(session, message.position());
        if (message.place().row() == Long.MAX_VALUE) {
            Place last = tables.cursor.last(session);
            messages.setPlace(session, message.position(), Place.behind(last.row(), message.sendOrder()));
        }
        messages.raise(session, message, MessageStatus.failed(reason)).ifPresent(changes::add);
    }

    private void lose(SqlSession session, SendOutcome outcome, MessageTable.Own message, List<StatusChange> changes) {
        outcome.recipients().forEach(recipient -> deliveries.lose(session, message.position(), recipient));
        judge(session, messages.own(session, message.position()), new HashMap<>(), changes);
    }

    private void judge(
            SqlSession session, MessageTable.Own message, Map<Sent, Progress> progress, List<StatusChange> changes) {
        if (message.status().isAccepted()) {
            progress.computeIfAbsent(
                            Sent.of(message), sent -> deliveries.progress(session, sent.conversation(), sent.device()))
                    .of(message, recipients(session, message), deliveries.losses(session, message.position()))
                    .flatMap(status -> messages.raise(session, message, status))
                    .ifPresent(changes::add);
        }
    }

    /** Whom it went to. */
    List<AccountId> recipients(SqlSession session, MessageTable.Own message) {
        return message.route() == Route.GROUP
                ? tables.groups.audience(session, message.conversation(), message.place())
                : Columns.accounts(message.recipients());
    }

    /** The devices that the attempt must have named, when the attempt itself is forgotten: those known now. */
    private List<Address> known(SqlSession session, MessageTable.Own message) {
        List<Address> devices = new ArrayList<>();
        for (AccountId account : Columns.accounts(message.recipients())) {
            for (DeviceEpoch device : roster.devices(session, account)) {
                devices.add(new Address(account, device.device()));
            }
        }
        return devices;
    }

    private record Range(long after, long upTo) {

        Range with(Range other) {
            return new Range(Math.min(after, other.after), Math.max(upTo, other.upTo));
        }
    }
}
