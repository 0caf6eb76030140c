package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What becomes of the messages that this device sent: the rules by which acceptances, refusals and receipts move them, in
 * whatever order these arrive. Works within a transaction that the caller holds.
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

    Fates(MessageTable messages, OutboxTable outbox, RosterTable roster, DeliveryTable deliveries) {
        this.messages = messages;
        this.outbox = outbox;
        this.roster = roster;
        this.deliveries = deliveries;
    }

    List<StatusChange> accepted(SqlSession session, List<Accepted> accepted) {
        List<StatusChange> changes = new ArrayList<>();
        Map<ConversationId, Progress> progress = new HashMap<>();
        for (Accepted one : accepted) {
            messages.own(session, one.id()).ifPresent(message -> {
                accept(session, message, one.devices(), changes);
                judge(session, message.id(), progress, changes);
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

    List<StatusChange> outcomes(SqlSession session, List<SendOutcome> outcomes, Predicate<MessageId> onItsWay) {
        List<StatusChange> changes = new ArrayList<>();
        for (SendOutcome outcome : outcomes) {
            boolean taught = learn(session, outcome.changes());
            messages.own(session, outcome.messageId()).ifPresent(message -> {
                boolean undecided = outbox.contains(session, message.position()) && !onItsWay.test(message.id());
                if (outcome.result() == SendOutcome.Result.DEVICES_CHANGED && (undecided || taught)) {
                    devicesChanged(session, message, taught, changes);
                } else {
                    outcome(session, outcome, message, undecided, changes);
                }
            });
        }
        return changes;
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
    List<StatusChange> receipts(SqlSession session, List<Receipt> receipts) {
        List<StatusChange> changes = new ArrayList<>();
        Map<ConversationId, Range> moved = new HashMap<>();
        for (Receipt receipt : receipts) {
            messages.own(session, receipt.upTo())
                    .filter(message -> message.conversation().equals(receipt.conversation()))
                    .ifPresent(message -> {
                        if (!message.status().isAccepted()) {
                            accept(session, message, List.of(), changes); // somebody has it, so it was accepted
                        }
                        deliveries
                                .move(session, receipt, message.sendOrder())
                                .ifPresent(before -> moved.merge(
                                        message.conversation(), new Range(before, message.sendOrder()), Range::with));
                    });
        }
        moved.forEach((conversation, range) -> {
            Map<ConversationId, Progress> progress = new HashMap<>();
            for (MessageTable.Own message : messages.own(session, conversation, range.after(), range.upTo())) {
                judge(session, message, progress, changes);
            }
        });
        return changes;
    }

    private void outcome(
            SqlSession session,
            SendOutcome outcome,
            MessageTable.Own message,
            boolean undecided,
            List<StatusChange> changes) {
        switch (outcome.result()) {
            case ACCEPTED, EXPIRED, REJECTED, DEVICE_REMOVED -> {
                accept(session, message, List.of(), changes);
                lose(session, outcome, message, changes);
            }
            case UNKNOWN_ACCOUNT -> {
                if (undecided) {
                    fail(session, message, FailureReason.UNKNOWN_ACCOUNT, changes);
                }
            }
            case RECIPIENT_FULL -> {
                if (undecided) {
                    fail(session, message, FailureReason.RECIPIENT_FULL, changes);
                }
            }
            case RECIPIENT_REFUSES -> {
                if (undecided) {
                    fail(session, message, FailureReason.RECIPIENT_REFUSES, changes);
                }
            }
            case NO_SUCH_GROUP -> {
                if (undecided) {
                    fail(session, message, FailureReason.NOT_IN_GROUP, changes);
                }
            }
            case GROUP_FORBIDS -> {
                if (undecided) {
                    fail(session, message, FailureReason.MAY_NOT_WRITE, changes);
                }
            }
            case GROUP_FULL, GROUP_EXISTS, LINK_INVALID, TOO_MANY_GROUPS -> {
                // Of a change of a group, which is no message.
            }
            case DEVICES_CHANGED, GROUP_CHANGED, BLOCKED_BY_EARLIER, SENDER_FULL -> {
                // It stays in the outbox, in its place, and goes out again.
            }
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
            SqlSession session, MessageTable.Own message, List<Address> devices, List<StatusChange> changes) {
        outbox.remove(session, message.position());
        if (!message.status().isAccepted()) {
            messages.setDevices(session, message.position(), devices.isEmpty() ? known(session, message) : devices);
        }
        messages.raise(session, message, MessageStatus.SENT).ifPresent(changes::add);
    }

    private void fail(SqlSession session, MessageTable.Own message, FailureReason reason, List<StatusChange> changes) {
        outbox.remove(session, message.position());
        messages.raise(session, message, MessageStatus.failed(reason)).ifPresent(changes::add);
    }

    private void lose(SqlSession session, SendOutcome outcome, MessageTable.Own message, List<StatusChange> changes) {
        outcome.recipients().forEach(recipient -> deliveries.lose(session, message.position(), recipient));
        judge(session, message.id(), new HashMap<>(), changes);
    }

    private void judge(
            SqlSession session, MessageId id, Map<ConversationId, Progress> progress, List<StatusChange> changes) {
        messages.own(session, id).ifPresent(message -> judge(session, message, progress, changes));
    }

    private void judge(
            SqlSession session,
            MessageTable.Own message,
            Map<ConversationId, Progress> progress,
            List<StatusChange> changes) {
        if (message.status().isAccepted()) {
            progress.computeIfAbsent(message.conversation(), id -> deliveries.progress(session, id))
                    .of(message, deliveries.losses(session, message.position()))
                    .flatMap(status -> messages.raise(session, message, status))
                    .ifPresent(changes::add);
        }
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
