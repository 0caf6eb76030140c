package io.waggle.broker.inbox.memory;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxFigures;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.OpenOutcome;
import io.waggle.broker.inbox.Page;
import io.waggle.broker.inbox.RosterCheck;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.inbox.Waiting;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Posting;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One lock, plain collections, every row a value. Its storage outlives it, so that a test can open it again as if after a
 * restart.
 */
public final class InMemoryInbox implements Inbox {

    /** What a disk would keep. */
    public static final class Storage {
        private final Map<Address, Box> boxes = new TreeMap<>();
        private final Map<Sent, InboxSequence> accepted = new HashMap<>();
        private final Map<Address, List<InboxItem>> deadLetters = new HashMap<>();
        final Map<ConversationId, Group> groups = new TreeMap<>();
        final Map<ConversationId, GroupPicture> pictures = new TreeMap<>();
        private long lastEpoch;
        private long lastSequence;
    }

    private record Sent(Address sender, Epoch senderEpoch, MessageId message) {}

    private record PointerKey(ConversationId conversation, Sender member, ReceiptKind kind, Address author) {}

    private record Delivered(Sender sender, PointerKey key) {}

    private record Row(InboxItem.Content content, Instant expiresAt, Optional<Sender> sender) {}

    /** Who sent it, and as which of the inboxes that had this address one after the other. */
    private record Sender(Address address, Epoch epoch) {}

    private static final class Box {
        private final Epoch epoch;
        private long acknowledged;
        private long last;
        private final TreeMap<Long, Row> rows = new TreeMap<>();

        Box(Epoch epoch) {
            this.epoch = epoch;
        }

        long messages() {
            return rows.values().stream()
                    .filter(row -> countsTowardsQuota(row.content()))
                    .count();
        }

        long bytes() {
            return rows.values().stream()
                    .map(Row::content)
                    .filter(InMemoryInbox::countsTowardsQuota)
                    .mapToLong(InMemoryInbox::sizeOf)
                    .sum();
        }

        long controls() {
            return rows.values().stream()
                    .filter(row -> row.content() instanceof SendOutcomes || row.content() instanceof Missed)
                    .count();
        }

        long receipts(Predicate<Receipt> counted) {
            return rows.values().stream()
                    .filter(row -> row.content() instanceof Receipt receipt && counted.test(receipt))
                    .count();
        }
    }

    private final Storage storage;
    private final InboxConfig config;
    private final Clock clock;
    private final Events events;
    private final InMemoryGroups groups;
    private AppendListener listener = device -> {};
    private final Set<Address> changed = new LinkedHashSet<>();
    private Duration oldest = Duration.ZERO;
    private BiConsumer<Address, OutboxItem> acceptance = (sender, item) -> {};
    private boolean closed;
    private boolean failing;

    public InMemoryInbox(Storage storage, InboxConfig config, Clock clock, Events events) {
        this.storage = storage;
        this.config = config;
        this.clock = clock;
        this.events = events;
        this.groups = new InMemoryGroups(this, storage, config, clock);
    }

    /** Hears of every message and every change of a group, once it is accepted for the first time, in that order. */
    public synchronized void onAcceptance(BiConsumer<Address, OutboxItem> listener) {
        acceptance = listener;
    }

    /** Makes every operation fail until it is set back, as a broken disk would. */
    public synchronized void failing(boolean fails) {
        failing = fails;
    }

    private <T> CompletableFuture<T> commit(Supplier<T> work) {
        T result;
        List<Address> told;
        synchronized (this) {
            if (closed || failing) {
                return CompletableFuture.failedFuture(unavailable());
            }
            result = work.get();
            told = List.copyOf(changed);
            changed.clear();
        }
        told.forEach(listener::appended);
        return CompletableFuture.completedFuture(result);
    }

    private InboxUnavailable unavailable() {
        return new InboxUnavailable(
                closed ? InboxUnavailable.Cause.CLOSED : InboxUnavailable.Cause.FAILED, "this inbox is not available");
    }

    @Override
    public CompletableFuture<OpenOutcome> open(Address device) {
        return commit(() -> {
            boolean created = !storage.boxes.containsKey(device);
            if (created) {
                if (boxes(device.account()).size() >= config.devicesPerAccount()) {
                    return new OpenOutcome.TooManyDevices();
                }
                if (storage.boxes.size() >= config.maxInboxes()) {
                    return new OpenOutcome.TooManyInboxes();
                }
                storage.boxes.put(device, new Box(new Epoch(++storage.lastEpoch)));
                events.publish(new Event.InboxCreated(device));
            }
            return new OpenOutcome.Opened(state(device).orElseThrow(), created);
        });
    }

    @Override
    public synchronized Optional<InboxState> state(Address device) {
        requireAvailable();
        return Optional.ofNullable(storage.boxes.get(device))
                .map(box -> new InboxState(
                        device, box.epoch, new InboxSequence(box.acknowledged), new InboxSequence(box.last)));
    }

    @Override
    public synchronized Set<Address> devices(AccountId account) {
        Set<Address> devices = new LinkedHashSet<>();
        boxes(account).keySet().forEach(device -> devices.add(new Address(account, device)));
        return devices;
    }

    private Map<DeviceId, Box> boxes(AccountId account) {
        Map<DeviceId, Box> boxes = new TreeMap<>();
        storage.boxes.forEach((address, box) -> {
            if (address.account().equals(account)) {
                boxes.put(address.device(), box);
            }
        });
        return boxes;
    }

    private void requireAvailable() {
        if (closed || failing) {
            throw unavailable();
        }
    }

    // --- append

    @Override
    public CompletableFuture<Decision> append(Submission submission) {
        synchronized (this) {
            if (!closed && !failing && !storage.boxes.containsKey(submission.sender())) {
                return CompletableFuture.failedFuture(new InboxUnavailable(
                        InboxUnavailable.Cause.FAILED, "the sender's inbox was removed while it was connected"));
            }
        }
        return commit(() -> {
            List<SendOutcome> outcomes = new ArrayList<>();
            Set<ConversationId> blocked = new HashSet<>();
            for (OutboxItem item : submission.items()) {
                int accepted = storage.accepted.size();
                if (item instanceof Posting posting) {
                    SendOutcome outcome = decide(submission, posting, blocked);
                    if (outcome.result() == Result.DEVICES_CHANGED || outcome.result() == Result.GROUP_CHANGED) {
                        blocked.add(posting.conversation());
                    }
                    outcomes.add(outcome);
                } else if (item instanceof GroupChange change) {
                    outcomes.add(groups.decide(submission, change));
                } else if (item instanceof GroupQuery query) {
                    groups.answer(submission.sender(), query);
                } else if (item instanceof ReceiptUpdate receipt) {
                    record(submission.sender(), receipt);
                    acceptance.accept(submission.sender(), receipt);
                }
                if (storage.accepted.size() > accepted) {
                    acceptance.accept(submission.sender(), item);
                }
            }
            return conclude(submission, outcomes);
        });
    }

    private Decision conclude(Submission submission, List<SendOutcome> outcomes) {
        List<SendOutcome> missed = outcomes.stream()
                .filter(outcome -> outcome.result() == Result.ACCEPTED
                        && !outcome.recipients().isEmpty())
                .toList();
        tellOthers(submission.sender(), missed);
        List<SendOutcome> refused = outcomes.stream()
                .filter(outcome -> outcome.result() != Result.ACCEPTED)
                .toList();
        if (refused.isEmpty()) {
            if (!missed.isEmpty()) {
                control(submission.sender(), new SendOutcomes(missed));
            }
            return new Decision.AllAccepted(
                    outcomes.stream().map(SendOutcome::acceptedAfter).toList());
        }
        Set<Result> results = new HashSet<>();
        outcomes.forEach(outcome -> results.add(outcome.result()));
        if (submission.refusals() == Submission.Refusals.BY_DECISION) {
            return new Decision.Refused(outcomes.get(0).result());
        }
        if (submission.refusals() == Submission.Refusals.BY_ANSWER
                && (results.equals(Set.of(Result.RECIPIENT_FULL)) || results.equals(Set.of(Result.SENDER_FULL)))) {
            return new Decision.RefusedForRoom(results.iterator().next());
        }
        control(submission.sender(), new SendOutcomes(outcomes));
        return new Decision.SeeOutcomes();
    }

    private SendOutcome decide(Submission submission, Posting posting, Set<ConversationId> blocked) {
        return once(submission.sender(), posting.messageId(), posting.conversation(), () -> {
            if (blocked.contains(posting.conversation())) {
                return outcome(posting, Result.BLOCKED_BY_EARLIER, List.of(), List.of());
            }
            return posting instanceof Send send
                    ? decide(submission, send)
                    : groups.decide(submission.sender(), (GroupSend) posting);
        });
    }

    /** Decides what has not been accepted before. */
    SendOutcome once(Address sender, MessageId id, ConversationId conversation, Supplier<SendOutcome> decision) {
        Box own = box(sender);
        Sent sent = new Sent(sender, own.epoch, id);
        if (storage.accepted.containsKey(sent)) {
            events.publish(new Event.MessageDeduplicated());
            return new SendOutcome(id, conversation, Result.ACCEPTED, List.of(), List.of())
                    .acceptedAfter(storage.accepted.get(sent));
        }
        InboxSequence last = new InboxSequence(own.last);
        if (own.controls()
                        + own.receipts(receipt ->
                                isDelivered(receipt) && receipt.author().equals(sender))
                >= config.maxControlRows()) {
            return new SendOutcome(id, conversation, Result.SENDER_FULL, List.of(), List.of());
        }
        SendOutcome outcome = decision.get();
        if (outcome.result() == Result.ACCEPTED) {
            storage.accepted.put(sent, last);
            return outcome.acceptedAfter(last);
        }
        return outcome;
    }

    private SendOutcome decide(Submission submission, Send send) {
        Address sender = submission.sender();
        List<RecipientOutcome> unknown = new ArrayList<>();
        List<DeviceChanges> changes = new ArrayList<>();
        for (Recipient recipient : send.recipients()) {
            if (submission.refusing().contains(recipient.account())) {
                continue;
            }
            Map<DeviceId, Box> present = boxes(recipient.account());
            if (present.isEmpty()) {
                unknown.add(whole(recipient, Result.UNKNOWN_ACCOUNT));
            } else {
                RosterCheck.difference(sender, recipient, present, box -> box.epoch)
                        .ifPresent(changes::add);
            }
        }
        if (!unknown.isEmpty()) {
            return outcome(send, Result.UNKNOWN_ACCOUNT, unknown, changes);
        }
        if (!changes.isEmpty()) {
            return outcome(send, Result.DEVICES_CHANGED, List.of(), changes);
        }
        return place(submission, send);
    }

    private SendOutcome place(Submission submission, Send send) {
        Address sender = submission.sender();
        List<RecipientOutcome> full = new ArrayList<>();
        Map<Address, ByteString> rows = new LinkedHashMap<>();
        Set<Address> missed = new LinkedHashSet<>();
        int others = 0;
        int takers = 0;
        int refusers = 0;
        for (Recipient recipient : send.recipients()) {
            if (submission.refusing().contains(recipient.account())) {
                others++;
                refusers++;
                full.add(whole(recipient, Result.RECIPIENT_REFUSES));
                continue;
            }
            boolean own = recipient.account().equals(sender.account());
            boolean takes = own;
            for (Recipient.Device device : recipient.devices()) {
                Address address = new Address(recipient.account(), device.device());
                ByteString content = device.content().isEmpty() ? send.content() : device.content();
                if (hasRoom(address, content.size())) {
                    rows.put(address, content);
                    takes = true;
                } else {
                    missed.add(address);
                }
            }
            others += own ? 0 : 1;
            takers += !own && takes ? 1 : 0;
            if (!takes) {
                full.add(whole(recipient, Result.RECIPIENT_FULL));
            }
        }
        if (others > 0 && takers == 0) {
            return outcome(
                    send, refusers == others ? Result.RECIPIENT_REFUSES : Result.RECIPIENT_FULL, full, List.of());
        }
        write(sender, send, rows, missed, submission.asRequest(), 0);
        return outcome(send, Result.ACCEPTED, full, List.of());
    }

    /** Writes the rows of an accepted message. */
    void write(
            Address sender,
            Posting posting,
            Map<Address, ByteString> rows,
            Set<Address> missed,
            Set<AccountId> asRequest,
            long groupVersion) {
        Duration wanted = posting.expiresIn().isZero() ? config.defaultExpiry() : posting.expiresIn();
        Duration lifetime = wanted.compareTo(config.maxExpiry()) < 0 ? wanted : config.maxExpiry();
        rows.forEach((address, content) -> append(
                address,
                new Row(
                        new Message(
                                posting.messageId(),
                                sender,
                                posting.conversation(),
                                content,
                                now(),
                                asRequest.contains(address.account()),
                                groupVersion),
                        now().plus(lifetime),
                        Optional.of(present(sender)))));
        missed.forEach(this::markMissed);
    }

    /** Whether so many bytes more fit into an inbox. */
    boolean hasRoom(Address device, int bytes) {
        Box box = box(device);
        return box.messages() < config.maxMessages() && box.bytes() + bytes <= config.maxBytes();
    }

    /** Appends what a group says, where it fits. */
    void groupRow(Address device, InboxItem.Content content) {
        if (hasRoom(device, sizeOf(content))) {
            append(device, new Row(content, now().plus(config.maxExpiry()), Optional.empty()));
        } else {
            markMissed(device);
        }
    }

    /** What it takes of an inbox's quota. */
    private static int sizeOf(InboxItem.Content content) {
        if (content instanceof Message message) {
            return message.content().size();
        }
        return InboxCodec.encode(new InboxFrame(
                        Epoch.NONE,
                        InboxSequence.NONE,
                        List.of(new InboxItem(new InboxSequence(1), content)),
                        false,
                        List.of(),
                        Optional.empty()))
                .length;
    }

    private static boolean countsTowardsQuota(InboxItem.Content content) {
        return content instanceof Message
                || content instanceof GroupEvent
                || content instanceof GroupState
                || content instanceof GroupList;
    }

    private void record(Address sender, ReceiptUpdate receipt) {
        report(receipt.author(), sender, receipt);
        others(receipt.author()).forEach(other -> report(other, sender, receipt));
    }

    private void report(Address to, Address sender, ReceiptUpdate receipt) {
        Box box = storage.boxes.get(to);
        if (box == null || to.equals(sender)) {
            events.publish(new Event.NoticeDropped(Event.NoticeDropped.DropReason.NO_SUCH_DEVICE));
            return;
        }
        PointerKey key = new PointerKey(receipt.conversation(), present(sender), receipt.kind(), receipt.author());
        if (pointer(box, key).isEmpty() && box.receipts(each -> !isDelivered(each)) >= config.maxControlRows()) {
            events.publish(new Event.NoticeDropped(Event.NoticeDropped.DropReason.INBOX_FULL));
            return;
        }
        movePointer(to, key, receipt.upTo());
    }

    private static boolean isDelivered(Receipt receipt) {
        return receipt.kind() == ReceiptKind.DELIVERED;
    }

    /** The other devices of the account, which have copies of what this one sent. */
    private List<Address> others(Address device) {
        return storage.boxes.keySet().stream()
                .filter(each -> each.account().equals(device.account()) && !each.equals(device))
                .toList();
    }

    private void tellOthers(Address sender, List<SendOutcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        List<SendOutcome> copies = outcomes.stream()
                .map(outcome -> outcome.sentBy(sender.device()))
                .toList();
        for (Address other : others(sender)) {
            if (box(other).controls() >= config.maxControlRows()) {
                markMissed(other);
                events.publish(new Event.NoticeDropped(Event.NoticeDropped.DropReason.INBOX_FULL));
            } else {
                control(other, new SendOutcomes(copies));
            }
        }
    }

    private void delivered(Sender author, PointerKey key, MessageId upTo) {
        if (isThere(author)) {
            movePointer(author.address(), key, upTo);
        } else {
            events.publish(new Event.NoticeDropped(Event.NoticeDropped.DropReason.NO_SUCH_DEVICE));
        }
        for (Address other : others(author.address())) {
            Box box = box(other);
            long copied =
                    box.receipts(each -> isDelivered(each) && !each.author().equals(other));
            if (pointer(box, key).isPresent() || copied < config.maxControlRows()) {
                movePointer(other, key, upTo);
            } else {
                events.publish(new Event.NoticeDropped(Event.NoticeDropped.DropReason.INBOX_FULL));
            }
        }
    }

    private void movePointer(Address device, PointerKey key, MessageId upTo) {
        Box box = box(device);
        pointer(box, key).ifPresent(box.rows::remove);
        append(
                device,
                new Row(
                        new Receipt(
                                key.kind(),
                                key.conversation(),
                                upTo,
                                key.author(),
                                key.member().address(),
                                now()),
                        Instant.MAX,
                        Optional.of(key.member())));
    }

    private static Optional<Long> pointer(Box box, PointerKey key) {
        return box.rows.entrySet().stream()
                .filter(entry -> entry.getValue().content() instanceof Receipt receipt
                        && new PointerKey(
                                        receipt.conversation(),
                                        entry.getValue().sender().orElseThrow(),
                                        receipt.kind(),
                                        receipt.author())
                                .equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private void markMissed(Address device) {
        if (box(device).rows.values().stream().noneMatch(row -> row.content() instanceof Missed)) {
            control(device, new Missed(now()));
        }
    }

    private void control(Address device, InboxItem.Content content) {
        append(device, new Row(content, now().plus(config.maxExpiry()), Optional.empty()));
    }

    private void append(Address device, Row row) {
        Box box = box(device);
        box.last = ++storage.lastSequence;
        box.rows.put(box.last, row);
        changed.add(device);
    }

    private Sender present(Address device) {
        return new Sender(device, box(device).epoch);
    }

    private boolean isThere(Sender sender) {
        Box box = storage.boxes.get(sender.address());
        return box != null && box.epoch.equals(sender.epoch());
    }

    private void tellSender(Row row, Address recipient, Result why, String reason) {
        if (!(row.content() instanceof Message message)) {
            return;
        }
        Sender sender = row.sender().orElseThrow();
        RecipientOutcome who = new RecipientOutcome(recipient.account(), Optional.of(recipient.device()), why, reason);
        List<SendOutcome> outcomes =
                List.of(new SendOutcome(message.messageId(), message.conversation(), why, List.of(who), List.of()));
        if (isThere(sender)) {
            control(sender.address(), new SendOutcomes(outcomes));
        } else {
            events.publish(new Event.NoticeDropped(Event.NoticeDropped.DropReason.NO_SUCH_DEVICE));
        }
        if (!recipient.account().equals(sender.address().account())) {
            tellOthers(sender.address(), outcomes);
        }
    }

    @Override
    public synchronized boolean mayRefuse(Submission submission) {
        return true;
    }

    // --- the other operations

    @Override
    public CompletableFuture<Acknowledged> acknowledgeNow(Address device, Epoch epoch, InboxSequence upTo) {
        return acknowledge(device, epoch, upTo);
    }

    @Override
    public CompletableFuture<Acknowledged> acknowledge(Address device, Epoch epoch, InboxSequence upTo) {
        return commit(() -> {
            Box box = storage.boxes.get(device);
            if (box == null || !box.epoch.equals(epoch) || upTo.value() > box.last) {
                events.publish(new Event.AcknowledgementIgnored());
                return new Acknowledged(0, new InboxSequence(box == null ? 0 : box.acknowledged));
            }
            List<Row> gone =
                    new ArrayList<>(box.rows.headMap(upTo.value(), true).values());
            box.rows.headMap(upTo.value(), true).clear();
            box.acknowledged = Math.max(box.acknowledged, upTo.value());
            Map<Delivered, MessageId> delivered = new LinkedHashMap<>();
            int rows = 0;
            for (Row row : gone) {
                rows += row.content() instanceof Receipt ? 0 : 1;
                if (row.content() instanceof Message message
                        && !message.sender().account().equals(device.account())) {
                    PointerKey key = new PointerKey(
                            message.conversation(), present(device), ReceiptKind.DELIVERED, message.sender());
                    delivered.put(new Delivered(row.sender().orElseThrow(), key), message.messageId());
                }
            }
            delivered.forEach((pointer, message) -> delivered(pointer.sender(), pointer.key(), message));
            return new Acknowledged(rows, new InboxSequence(box.acknowledged));
        });
    }

    @Override
    public CompletableFuture<Acknowledged> reject(Address device, Epoch epoch, InboxSequence sequence, String reason) {
        return commit(() -> {
            Box box = storage.boxes.get(device);
            Row row = box == null || !box.epoch.equals(epoch) ? null : box.rows.get(sequence.value());
            if (box == null || row == null || row.content() instanceof Receipt) {
                events.publish(new Event.AcknowledgementIgnored());
                return new Acknowledged(0, new InboxSequence(box == null ? 0 : box.acknowledged));
            }
            box.rows.remove(sequence.value());
            List<InboxItem> letters = storage.deadLetters.computeIfAbsent(device, key -> new ArrayList<>());
            letters.add(new InboxItem(sequence, row.content()));
            if (letters.size() > config.deadLetterMaxRows()) {
                letters.remove(0);
                events.publish(new Event.DeadLettersDropped(1));
            }
            tellSender(row, device, Result.REJECTED, reason);
            events.publish(new Event.RowRejected(device, sequence));
            return new Acknowledged(1, new InboxSequence(box.acknowledged));
        });
    }

    @Override
    public synchronized Optional<Waiting> waiting(Address device) {
        requireAvailable();
        return Optional.ofNullable(storage.boxes.get(device))
                .map(box -> new Waiting(
                        (int) box.messages(),
                        box.rows.values().stream()
                                .map(Row::content)
                                .filter(Message.class::isInstance)
                                .map(content -> ((Message) content).acceptedAt())
                                .findFirst()));
    }

    @Override
    public synchronized Page read(Address device, InboxSequence after, int maxBytes, int maxRows) {
        requireAvailable();
        Box box = storage.boxes.get(device);
        if (box == null) {
            return new Page(List.of(), after, false);
        }
        List<InboxItem> items = new ArrayList<>();
        long bytes = 0;
        long last = Math.max(after.value(), box.acknowledged);
        for (var entry : box.rows.tailMap(last, false).entrySet()) {
            if (!entry.getValue().expiresAt().isAfter(now())) {
                continue;
            }
            long size = countsTowardsQuota(entry.getValue().content())
                    ? sizeOf(entry.getValue().content())
                    : 0;
            if (!items.isEmpty() && (items.size() >= maxRows || bytes + size > maxBytes)) {
                return new Page(items, new InboxSequence(last), true);
            }
            items.add(new InboxItem(
                    new InboxSequence(entry.getKey()), entry.getValue().content()));
            bytes += size;
            last = entry.getKey();
        }
        return new Page(items, new InboxSequence(Math.max(last, box.last)), false);
    }

    @Override
    public CompletableFuture<Integer> expire() {
        return commit(() -> {
            int rows = 0;
            List<Map.Entry<Address, Box>> byAge = storage.boxes.entrySet().stream()
                    .sorted(Comparator.comparing(each -> each.getValue().epoch.value()))
                    .toList();
            for (Map.Entry<Address, Box> each : byAge) {
                rows += expire(each.getKey(), each.getValue());
            }
            oldest = storage.boxes.values().stream()
                    .flatMap(box -> box.rows.values().stream())
                    .filter(row -> row.content() instanceof Message)
                    .map(row -> Duration.between(((Message) row.content()).acceptedAt(), now()))
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            return rows;
        });
    }

    private int expire(Address device, Box box) {
        List<Row> ended = box.rows.values().stream()
                .filter(row -> !row.expiresAt().isAfter(now()))
                .toList();
        box.rows.values().removeIf(row -> !row.expiresAt().isAfter(now()));
        for (Row row : ended) {
            tellSender(row, device, Result.EXPIRED, "");
            if (countsTowardsQuota(row.content()) && !(row.content() instanceof Message)) {
                markMissed(device);
            }
        }
        return ended.size();
    }

    @Override
    public CompletableFuture<Boolean> remove(Address device) {
        return commit(() -> {
            Box box = storage.boxes.remove(device);
            if (box == null) {
                return false;
            }
            for (Row row : box.rows.values()) {
                tellSender(row, device, Result.DEVICE_REMOVED, "");
            }
            events.publish(new Event.InboxRemoved(device, box.rows.size()));
            return true;
        });
    }

    @Override
    public synchronized Optional<Group> group(ConversationId id) {
        requireAvailable();
        return Optional.ofNullable(storage.groups.get(id));
    }

    @Override
    public synchronized Set<ConversationId> groups(AccountId account) {
        requireAvailable();
        return groups.of(account);
    }

    @Override
    public synchronized Optional<GroupPicture> groupPicture(ConversationId id) {
        requireAvailable();
        return Optional.ofNullable(storage.pictures.get(id));
    }

    @Override
    public CompletableFuture<Result> setGroupPicture(Address by, ConversationId id, Optional<GroupPicture> picture) {
        return commit(() -> groups.setPicture(by, id, picture));
    }

    @Override
    public CompletableFuture<Integer> leaveGroups(AccountId account) {
        return commit(() -> groups.leave(account));
    }

    @Override
    public synchronized void onAppend(AppendListener told) {
        listener = told;
    }

    @Override
    public synchronized boolean isAvailable() {
        return !closed && !failing;
    }

    @Override
    public synchronized InboxFigures figures() {
        return new InboxFigures(
                storage.boxes.size(),
                storage.boxes.values().stream().mapToLong(Box::messages).sum(),
                storage.boxes.values().stream().mapToLong(Box::bytes).sum(),
                oldest,
                0);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private Box box(Address device) {
        Box box = storage.boxes.get(device);
        if (box == null) {
            throw new IllegalStateException(device + " has no inbox");
        }
        return box;
    }

    private Instant now() {
        return clock.instant();
    }

    private static RecipientOutcome whole(Recipient recipient, Result why) {
        return new RecipientOutcome(recipient.account(), Optional.empty(), why, "");
    }

    private static SendOutcome outcome(
            Posting posting, Result result, List<RecipientOutcome> recipients, List<DeviceChanges> changes) {
        return new SendOutcome(posting.messageId(), posting.conversation(), result, recipients, changes);
    }
}
