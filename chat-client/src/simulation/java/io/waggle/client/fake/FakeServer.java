package io.waggle.client.fake;

import io.waggle.client.transport.Answer;
import io.waggle.client.transport.ReasonCode;
import io.waggle.protocol.AcceptedAfter;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.RateRefusal;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import io.waggle.protocol.frame.Welcome;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A server that keeps the rules of the protocol, in memory: roster check, deduplication, room, outcomes, sequences,
 * acknowledgements, receipts. What it has decided is durable; {@link #crash} loses the connections and nothing else.
 *
 * <p>The monitor of this object owns everything.
 */
public final class FakeServer implements SimulatedServer {

    /** How long a device that sends too much is told to wait. */
    public static final Duration TOO_MUCH_WAIT = Duration.ofSeconds(30);

    private final Random random;
    private final Clock clock;
    private final Map<AccountId, TreeMap<DeviceId, FakeInbox>> accounts = new TreeMap<>();
    private BiFunction<Address, OutboxFrame, Fault> faults = (device, frame) -> Fault.NONE;
    private Consumer<OutboxFrame> observer = frame -> {};
    private Set<MessageId> unreadable = Set.of();
    private UnaryOperator<List<DeviceChanges>> refusal = changes -> changes;
    private final FakePresence<Link> presence = new FakePresence<>((link, told) -> link.inbox.presence(told));
    int presenceWatches = ProtocolLimits.PRESENCE_WATCHES;
    int contentLimit = ProtocolLimits.CONTENT_BYTES;
    int unacknowledgedRows = 500;

    public FakeServer(Random random, Clock clock) {
        this.random = random;
        this.clock = clock;
    }

    /** One connection of a device. */
    public final class Link implements SimulatedServer.Link {

        private final FakeInbox inbox;
        private final Wire wire;

        private Link(FakeInbox inbox, Wire wire) {
            this.inbox = inbox;
            this.wire = wire;
        }

        @Override
        public void publish(byte[] payload, Consumer<Answer> answer) {
            synchronized (FakeServer.this) {
                if (isUp()) {
                    arrived(this, payload, answer);
                }
            }
        }

        @Override
        public void subscribe() {
            synchronized (FakeServer.this) {
                if (isUp()) {
                    inbox.subscribe();
                }
            }
        }

        @Override
        public void gone() {
            synchronized (FakeServer.this) {
                if (isUp()) {
                    inbox.link = null;
                }
                presence.gone(this);
            }
        }

        Wire wire() {
            return wire;
        }

        void cut() {
            gone();
            wire.cut();
        }

        private boolean isUp() {
            return inbox.link == this;
        }
    }

    /** Its inbox is made if it has none, and an older connection of it is closed. */
    @Override
    public synchronized Link connect(Address device, Wire wire) {
        FakeInbox inbox = accounts.computeIfAbsent(device.account(), account -> new TreeMap<>())
                .computeIfAbsent(device.device(), id -> new FakeInbox(device, random, this));
        if (inbox.link != null) {
            inbox.link.wire.disconnect(ReasonCode.TAKEN_OVER);
        }
        Link link = new Link(inbox, wire);
        inbox.connected(link);
        return link;
    }

    /** Whatever is asked of it for every frame that arrives goes wrong. */
    public synchronized void setFaults(BiFunction<Address, OutboxFrame, Fault> newFaults) {
        faults = newFaults;
    }

    /** Sees every frame that arrives and can be read. */
    public synchronized void setObserver(Consumer<OutboxFrame> newObserver) {
        observer = newObserver;
    }

    /** A frame with one of these is malformed to this server. */
    public synchronized void setUnreadable(Set<MessageId> ids) {
        unreadable = ids;
    }

    public synchronized void setContentLimit(int bytes) {
        contentLimit = bytes;
    }

    /** How many accounts a connection may watch; 0: presence is not known here. */
    public synchronized void setPresenceWatches(int most) {
        presenceWatches = most;
    }

    /** Says that somebody was last seen then. */
    public synchronized void tell(Address watcher, AccountId account, Instant lastSeen) {
        inbox(watcher).presence(new Presence(account, false, Optional.of(lastSeen)));
    }

    public synchronized void setUnacknowledgedRows(int rows) {
        unacknowledgedRows = rows;
    }

    public synchronized void setCapacity(Address device, int messages) {
        inbox(device).capacity = messages;
    }

    public synchronized void setSenderFull(Address device, boolean full) {
        inbox(device).senderFull = full;
    }

    /** The message cannot be read by its recipient. */
    public synchronized void poison(Address recipient, MessageId id) {
        inbox(recipient).poisoned.add(id);
    }

    public synchronized void resetInbox(Address device) {
        inbox(device).reset();
    }

    public synchronized void redeliver(Address device) {
        inbox(device).redeliver();
    }

    /** Whether nothing is sent to the device for now, though it is connected. */
    public synchronized void holdInbox(Address device, boolean hold) {
        inbox(device).hold(hold);
    }

    /** What a refusal for wrong devices says, in place of the exact difference. */
    public synchronized void setRefusal(UnaryOperator<List<DeviceChanges>> newRefusal) {
        refusal = newRefusal;
    }

    /** Sends again everything that is not acknowledged, to every device. */
    public synchronized void redeliverAll() {
        accounts.values().forEach(devices -> devices.values().forEach(FakeInbox::redeliver));
    }

    /** Loses what is about to be sent to the device, in spite of everything. */
    public synchronized void skip(Address device) {
        inbox(device).skip();
    }

    public synchronized int waitingFor(Address device) {
        return inbox(device).size();
    }

    /** The messages that wait for the device, in order. */
    public synchronized List<Message> waitingMessages(Address device) {
        return inbox(device).messages();
    }

    public synchronized List<Message> deadLetters(Address device) {
        return List.copyOf(inbox(device).deadLetters);
    }

    /** Lets a message run out of time in one inbox. */
    public synchronized void expire(Address recipient, MessageId id) {
        inbox(recipient).expire(id).ifPresent(message -> lost(recipient, message, Result.EXPIRED, ""));
    }

    /** A row of any kind. */
    public synchronized void append(Address device, io.waggle.protocol.frame.InboxItem.Content row) {
        inbox(device).append(row);
    }

    /** A frame of any bytes, if the device is connected. */
    public synchronized void inject(Address device, byte[] frame) {
        Link link = inbox(device).link;
        if (link != null) {
            link.wire.frame(frame, () -> {});
        }
    }

    public synchronized void cut(Address device) {
        Link link = inbox(device).link;
        if (link != null) {
            link.cut();
        }
    }

    /** Removes a device and what waits for it, and an account that has none any more. */
    public synchronized void remove(Address device) {
        cut(device);
        TreeMap<DeviceId, FakeInbox> devices = accounts.getOrDefault(device.account(), new TreeMap<>());
        devices.remove(device.device());
        if (devices.isEmpty()) {
            accounts.remove(device.account());
        }
    }

    /** Every connection ends; everything that was decided stays. */
    public synchronized void crash() {
        for (TreeMap<DeviceId, FakeInbox> devices : accounts.values()) {
            for (FakeInbox inbox : devices.values()) {
                if (inbox.link != null) {
                    inbox.link.cut();
                }
            }
        }
    }

    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    Welcome welcome(long acknowledged) {
        return new Welcome(
                new InboxSequence(acknowledged),
                now(),
                FakeInbox.limits(contentLimit, unacknowledgedRows, presenceWatches));
    }

    synchronized void puback(Link link, Runnable task) {
        if (link.isUp()) {
            task.run();
        }
    }

    void receipt(Receipt receipt) {
        for (FakeInbox inbox : devices(receipt.author().account())) {
            if (!inbox.owner.equals(receipt.member())) {
                inbox.putReceipt(receipt);
            }
        }
    }

    private void arrived(Link link, byte[] payload, Consumer<Answer> answer) {
        if (!(OutboxCodec.decode(ByteBuffer.wrap(payload)) instanceof Decoded.Valid<OutboxFrame> valid)) {
            answer.accept(new Answer(ReasonCode.MALFORMED, "not a frame"));
            return;
        }
        OutboxFrame frame = valid.frame();
        observer.accept(frame);
        Fault fault = faults.apply(link.inbox.owner, frame);
        if (fault == Fault.CUT_BEFORE) {
            link.cut();
        } else if (fault == Fault.BUSY) {
            answer.accept(new Answer(ReasonCode.NOT_DECIDED, "busy"));
        } else if (fault == Fault.TOO_MUCH) {
            answer.accept(new Answer(ReasonCode.QUOTA_EXCEEDED, new RateRefusal(TOO_MUCH_WAIT).reason()));
        } else if (hasUnreadable(frame)) {
            answer.accept(new Answer(ReasonCode.MALFORMED, "unreadable"));
        } else if (fault == Fault.CUT_AFTER) {
            link.inbox.link = null; // nothing of what it leads to goes down on this connection
            decide(link, frame);
            presence.gone(link);
            link.wire.cut();
        } else {
            answer.accept(decide(link, frame));
        }
    }

    private boolean hasUnreadable(OutboxFrame frame) {
        for (OutboxItem item : frame.items()) {
            if ((item instanceof Send send && unreadable.contains(send.messageId()))
                    || (item instanceof ReceiptUpdate read && unreadable.contains(read.upTo()))) {
                return true;
            }
        }
        return false;
    }

    private Answer decide(Link link, OutboxFrame frame) {
        FakeInbox from = link.inbox;
        List<SendOutcome> outcomes = new ArrayList<>();
        Set<ConversationId> blocked = new HashSet<>();
        for (OutboxItem item : frame.items()) {
            if (item instanceof Send send) {
                outcomes.add(decide(from, send, blocked));
            } else if (item instanceof ReceiptUpdate read) {
                receipt(new Receipt(read.kind(), read.conversation(), read.upTo(), read.author(), from.owner, now()));
            } else if (item instanceof LiveEvent live) {
                live.to()
                        .forEach(account -> accounts.getOrDefault(account, new TreeMap<>())
                                .values()
                                .forEach(inbox -> inbox.live(from.owner, live.conversation(), live.content())));
            } else if (item instanceof SetPresence present) {
                presence.set(link, from.owner.account(), present.available());
            } else if (item instanceof WatchPresence watch) {
                presence.watch(link, watch.accounts());
            } else if (item instanceof Hello hello) {
                from.hello(hello.epoch(), hello.last());
            } else if (item instanceof InboxAck ack && ack.epoch().equals(from.epoch)) {
                from.acknowledge(ack.upTo().value());
            } else if (item instanceof InboxReject reject && reject.epoch().equals(from.epoch)) {
                from.reject(reject.sequence().value())
                        .ifPresent(message -> lost(from.owner, message, Result.REJECTED, reject.reason()));
            }
        }
        return answer(from, outcomes);
    }

    private static Answer answer(FakeInbox from, List<SendOutcome> outcomes) {
        boolean noneAccepted = !outcomes.isEmpty();
        boolean noRoom = !outcomes.isEmpty();
        boolean allPlain = true;
        for (SendOutcome outcome : outcomes) {
            noneAccepted &= outcome.result() != Result.ACCEPTED;
            noRoom &= outcome.result() == Result.RECIPIENT_FULL || outcome.result() == Result.SENDER_FULL;
            allPlain &=
                    outcome.result() == Result.ACCEPTED && outcome.recipients().isEmpty();
        }
        if (noneAccepted && noRoom) {
            return new Answer(
                    ReasonCode.QUOTA_EXCEEDED, outcomes.get(0).result().name());
        }
        if (!allPlain) {
            from.append(new SendOutcomes(outcomes));
        }
        boolean allAccepted = outcomes.stream().allMatch(outcome -> outcome.result() == Result.ACCEPTED);
        return allAccepted
                ? new Answer(ReasonCode.SUCCESS, places(outcomes))
                : new Answer(ReasonCode.OUTCOMES_FOLLOW, "");
    }

    private static String places(List<SendOutcome> outcomes) {
        return new AcceptedAfter(
                        outcomes.stream().map(SendOutcome::acceptedAfter).toList())
                .reason();
    }

    private SendOutcome decide(FakeInbox from, Send send, Set<ConversationId> blocked) {
        SendOutcome before = from.accepted.get(send.messageId());
        if (before != null) {
            return before;
        }
        if (from.senderFull) {
            return outcome(send, Result.SENDER_FULL, List.of(), List.of());
        }
        if (blocked.contains(send.conversation())) {
            return outcome(send, Result.BLOCKED_BY_EARLIER, List.of(), List.of());
        }
        List<RecipientOutcome> unknown = new ArrayList<>();
        List<DeviceChanges> changes = new ArrayList<>();
        for (Recipient recipient : send.recipients()) {
            if (!accounts.containsKey(recipient.account())) {
                unknown.add(whole(recipient.account(), Result.UNKNOWN_ACCOUNT));
            } else {
                difference(from.owner, recipient).ifPresent(changes::add);
            }
        }
        if (!unknown.isEmpty()) {
            return outcome(send, Result.UNKNOWN_ACCOUNT, unknown, List.of());
        }
        if (!changes.isEmpty()) {
            blocked.add(send.conversation());
            return outcome(send, Result.DEVICES_CHANGED, List.of(), refusal.apply(changes));
        }
        return accept(from, send);
    }

    private SendOutcome accept(FakeInbox from, Send send) {
        List<RecipientOutcome> full = new ArrayList<>();
        int others = 0;
        for (Recipient recipient : send.recipients()) {
            boolean own = recipient.account().equals(from.owner.account());
            boolean room = inboxes(recipient).stream().anyMatch(FakeInbox::hasRoom);
            others += own ? 0 : 1;
            if (!own && !room) {
                full.add(whole(recipient.account(), Result.RECIPIENT_FULL));
            }
        }
        if (others > 0 && full.size() == others) {
            return outcome(send, Result.RECIPIENT_FULL, full, List.of());
        }
        SendOutcome accepted =
                outcome(send, Result.ACCEPTED, List.copyOf(full), List.of()).acceptedAfter(from.last());
        Message message = new Message(send.messageId(), from.owner, send.conversation(), send.content(), now());
        for (Recipient recipient : send.recipients()) {
            for (FakeInbox inbox : inboxes(recipient)) {
                if (inbox.hasRoom()) {
                    inbox.append(message);
                } else {
                    inbox.markMissed(now());
                }
            }
        }
        if (!full.isEmpty()) {
            tellOthers(from.owner, accepted);
        }
        from.accepted.put(send.messageId(), accepted);
        return accepted;
    }

    private List<FakeInbox> inboxes(Recipient recipient) {
        List<FakeInbox> inboxes = new ArrayList<>();
        for (Recipient.Device device : recipient.devices()) {
            inboxes.add(inbox(new Address(recipient.account(), device.device())));
        }
        return inboxes;
    }

    private Optional<DeviceChanges> difference(Address sender, Recipient recipient) {
        TreeMap<DeviceId, FakeInbox> present = new TreeMap<>(accounts.get(recipient.account()));
        if (recipient.account().equals(sender.account())) {
            present.remove(sender.device());
        }
        List<DeviceId> extra = new ArrayList<>();
        List<DeviceEpoch> stale = new ArrayList<>();
        for (Recipient.Device device : recipient.devices()) {
            FakeInbox inbox = present.remove(device.device());
            if (inbox == null) {
                extra.add(device.device());
            } else if (device.epoch().isKnown() && !device.epoch().equals(inbox.epoch)) {
                stale.add(new DeviceEpoch(device.device(), inbox.epoch));
            }
        }
        List<DeviceEpoch> missing = new ArrayList<>();
        present.forEach((device, inbox) -> missing.add(new DeviceEpoch(device, inbox.epoch)));
        return missing.isEmpty() && extra.isEmpty() && stale.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeviceChanges(recipient.account(), missing, extra, stale));
    }

    private void lost(Address recipient, Message message, Result result, String reason) {
        RecipientOutcome who =
                new RecipientOutcome(recipient.account(), Optional.of(recipient.device()), result, reason);
        SendOutcome outcome =
                new SendOutcome(message.messageId(), message.conversation(), result, List.of(who), List.of());
        find(message.sender()).ifPresent(inbox -> inbox.append(new SendOutcomes(List.of(outcome))));
        tellOthers(message.sender(), outcome);
    }

    private void tellOthers(Address sender, SendOutcome outcome) {
        for (FakeInbox inbox : devices(sender.account())) {
            if (!inbox.owner.equals(sender)) {
                inbox.append(new SendOutcomes(List.of(outcome.sentBy(sender.device()))));
            }
        }
    }

    private List<FakeInbox> devices(AccountId account) {
        return List.copyOf(accounts.getOrDefault(account, new TreeMap<>()).values());
    }

    private FakeInbox inbox(Address device) {
        return find(device).orElseThrow(() -> new IllegalArgumentException("no such device: " + device));
    }

    private Optional<FakeInbox> find(Address device) {
        return Optional.ofNullable(
                accounts.getOrDefault(device.account(), new TreeMap<>()).get(device.device()));
    }

    private static RecipientOutcome whole(AccountId account, Result result) {
        return new RecipientOutcome(account, Optional.empty(), result, "");
    }

    private static SendOutcome outcome(
            Send send, Result result, List<RecipientOutcome> recipients, List<DeviceChanges> changes) {
        return new SendOutcome(send.messageId(), send.conversation(), result, recipients, changes);
    }
}
