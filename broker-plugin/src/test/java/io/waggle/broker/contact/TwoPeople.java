package io.waggle.broker.contact;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.contact.Combination.Role;
import io.waggle.broker.contact.Rule.Fate;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.delivery.Lane;
import io.waggle.broker.delivery.ManualScheduler;
import io.waggle.broker.group.Admissions;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.ingest.PresenceUplink;
import io.waggle.broker.ingest.ReasonCode;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.ingest.Verdict;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupLiveEvent;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Two accounts whose devices are connected, in front of what decides about frames: does what a combination says, and tells what came of
 * it. The sender has a device that was removed and whose connection has not ended yet, beside one like any.
 */
final class TwoPeople {

    private static final Random RANDOM = new Random(7);
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final InMemoryInbox inbox;
    private final Dispatcher dispatcher;
    private final ManualScheduler scheduler;
    private final AccountId recipient;
    private final Address phone;
    private final Address removed;
    private final Address founder;
    private final Address guest;
    private final Map<Address, Uplink> uplinks = new HashMap<>();
    private final Map<Address, List<LiveNotice>> live = new HashMap<>();

    /** Where the inboxes ended before what is being done. */
    private final Map<Address, InboxSequence> before = new HashMap<>();

    private final List<Address> recipients;

    TwoPeople(
            InMemoryInbox inbox,
            Dispatcher dispatcher,
            Ingest ingest,
            ManualScheduler scheduler,
            AccountId sender,
            AccountId recipient,
            int devices) {
        this.inbox = inbox;
        this.dispatcher = dispatcher;
        this.scheduler = scheduler;
        this.recipient = recipient;
        phone = connect(ingest, sender, "phone");
        removed = connect(ingest, sender, "removed");
        founder = connect(ingest, new AccountId("founder-" + sender), "phone");
        guest = connect(ingest, new AccountId("guest-" + sender), "phone");
        recipients = Stream.of("phone", "tablet")
                .limit(devices)
                .map(name -> connect(ingest, recipient, name))
                .toList();
        assertThat(inbox.remove(removed).join()).isTrue();
    }

    private Address connect(Ingest ingest, AccountId account, String name) {
        Address device = new Address(account, new DeviceId(name));
        inbox.open(device).join();
        List<LiveNotice> notices = new ArrayList<>();
        live.put(device, notices);
        Lane[] lane = new Lane[1];
        lane[0] = dispatcher.attach(device, frame -> {
            notices.addAll(decode(frame).live());
            lane[0].frameAnswered();
        });
        lane[0].subscribed();
        scheduler.run();
        uplinks.put(device, new Uplink(ingest, lane[0], PresenceUplink.NONE, true, event -> {}));
        return device;
    }

    private static InboxFrame decode(byte[] frame) {
        return ((Decoded.Valid<InboxFrame>) InboxCodec.decode(ByteBuffer.wrap(frame))).frame();
    }

    /** Does it, and tells what became of it. */
    Fate fateOf(Combination it) {
        for (Address device : live.keySet()) {
            inbox.state(device).ifPresent(state -> before.put(device, state.last()));
        }
        return switch (it.kind()) {
            case MESSAGE -> message(it, ConversationId.direct(sender(), recipient));
            case READ_RECEIPT -> receipt(it, ConversationId.direct(sender(), recipient));
            case LIVE_EVENT -> liveEvent(it);
            case MESSAGE_IN_GROUP -> message(it, group(it, true));
            case READ_RECEIPT_IN_GROUP -> receipt(it, group(it, true));
            case LIVE_EVENT_IN_GROUP -> liveEventInGroup(it, group(it, true));
            case ADD_TO_GROUP -> add(it, group(it, false));
            case PRESENCE, LAST_SEEN_IN_PROFILE, PHOTO_IN_PROFILE ->
                throw new IllegalArgumentException("nothing is sent: " + it);
        };
    }

    private AccountId sender() {
        return phone.account();
    }

    private Address device(Combination it) {
        return it.removed() ? removed : phone;
    }

    // --- what is sent

    private Fate message(Combination it, ConversationId conversation) {
        MessageId id = MessageId.create(NOW);
        boolean toGroup = it.kind() == Combination.Kind.MESSAGE_IN_GROUP;
        OutboxItem item = toGroup
                ? new GroupSend(id, conversation, 0, ByteString.EMPTY, Duration.ZERO)
                : new Send(id, conversation, List.of(named()), ByteString.EMPTY, Duration.ZERO);
        ReasonCode code = publish(it, item);
        List<Message> arrived =
                onAllDevicesOrNone(Message.class, message -> message.messageId().equals(id));
        assertThat(contents(guest, Message.class))
                .as("who is only invited: " + it)
                .isEmpty();
        if (arrived.isEmpty()) {
            return refusal(it, code, id);
        }
        assertThat(code).isEqualTo(ReasonCode.SUCCESS);
        assertThat(arrived).as("" + it).allMatch(message -> message.groupVersion() > 0 == toGroup);
        boolean request = arrived.get(0).request();
        assertThat(arrived).as("" + it).allMatch(message -> message.request() == request);
        return request ? Fate.TAKEN_AS_REQUEST : Fate.TAKEN;
    }

    private Recipient named() {
        return new Recipient(
                recipient,
                recipients.stream()
                        .map(device -> new Recipient.Device(device.device(), Epoch.NONE, ByteString.EMPTY))
                        .toList());
    }

    private Fate receipt(Combination it, ConversationId conversation) {
        MessageId upTo = MessageId.create(NOW);
        Address author = recipients.get(0);
        ReasonCode code = publish(it, new ReceiptUpdate(ReceiptKind.READ, conversation, upTo, author));
        List<Receipt> arrived =
                onAllDevicesOrNone(Receipt.class, receipt -> receipt.upTo().equals(upTo));
        if (!arrived.isEmpty()) {
            return Fate.TAKEN;
        }
        if (it.removed()) {
            return Fate.OF_NOBODY; // dropped, or not taken: as others would have fared
        }
        assertThat(code).as("a receipt makes no frame fail: " + it).isEqualTo(ReasonCode.SUCCESS);
        return Fate.DROPPED;
    }

    private Fate liveEvent(Combination it) {
        ConversationId conversation = ConversationId.direct(sender(), recipient);
        return live(it, new LiveEvent(List.of(recipient), conversation, ByteString.EMPTY));
    }

    private Fate liveEventInGroup(Combination it, ConversationId group) {
        return live(it, new GroupLiveEvent(group, ByteString.EMPTY));
    }

    private Fate live(Combination it, OutboxItem event) {
        live.values().forEach(List::clear);
        ReasonCode code = publish(it, event);
        assertThat(code).as("a live event makes no frame fail: " + it).isEqualTo(ReasonCode.SUCCESS);
        assertThat(live.get(guest)).as("who is only invited: " + it).isEmpty();
        Set<Integer> counts = new HashSet<>();
        recipients.forEach(
                device -> counts.add(live.getOrDefault(device, List.of()).size()));
        assertThat(counts).as("on all devices or on none: " + it).hasSize(1);
        if (counts.contains(0)) {
            return it.removed() ? Fate.OF_NOBODY : Fate.DROPPED;
        }
        return Fate.TAKEN;
    }

    private Fate add(Combination it, ConversationId group) {
        MessageId id = MessageId.create(NOW);
        ReasonCode code = publish(it, new GroupChange(id, group, 0, new GroupChange.Add(List.of(recipient))));
        List<GroupState> told =
                onAllDevicesOrNone(GroupState.class, state -> state.group().equals(group));
        Optional<GroupRole> role = inbox.group(group).orElseThrow().role(recipient);
        if (role.isEmpty()) {
            assertThat(told).as("" + it).isEmpty();
            return refusal(it, code, id);
        }
        assertThat(code).isEqualTo(ReasonCode.SUCCESS);
        if (role.get() == GroupRole.MEMBER) {
            assertThat(told).as("" + it).isNotEmpty();
            return Fate.MEMBER;
        }
        return told.isEmpty() ? Fate.INVITED_UNHEARD : Fate.INVITED;
    }

    // --- what comes of it

    private ReasonCode publish(Combination it, OutboxItem item) {
        Uplink uplink = Optional.ofNullable(uplinks.get(device(it))).orElseThrow();
        Verdict verdict = uplink.receive(ByteBuffer.wrap(OutboxCodec.encode(OutboxFrame.of(item))));
        if (verdict instanceof Verdict.Pending pending) {
            Decision decided =
                    pending.decision().handle((done, failure) -> done).join();
            verdict = uplink.settle(pending, decided);
        }
        scheduler.run();
        return verdict instanceof Verdict.Answer answer ? answer.code() : ((Verdict.End) verdict).code();
    }

    /** What nobody got. */
    private Fate refusal(Combination it, ReasonCode code, MessageId id) {
        if (code == ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR) {
            return Fate.OF_NOBODY;
        }
        assertThat(code).as("nobody got it: " + it).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        SendOutcome.Result why = contents(phone, SendOutcomes.class).stream()
                .flatMap(row -> row.outcomes().stream())
                .filter(outcome -> outcome.messageId().equals(id))
                .map(SendOutcome::result)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no outcome: " + it));
        return switch (why) {
            case RECIPIENT_REFUSES -> Fate.REFUSED;
            case NO_SUCH_GROUP -> Fate.NO_SUCH_GROUP;
            case GROUP_FORBIDS -> Fate.GROUP_FORBIDS;
            default -> throw new AssertionError(why + ": " + it);
        };
    }

    private <T> List<T> onAllDevicesOrNone(Class<T> type, Predicate<T> which) {
        List<T> all = new ArrayList<>();
        for (Address device : recipients) {
            all.addAll(contents(device, type).stream().filter(which).toList());
        }
        assertThat(all.size()).as("of each device one, or none").isIn(0, recipients.size());
        return all;
    }

    private <T> List<T> contents(Address device, Class<T> type) {
        return inbox.read(device, before.getOrDefault(device, InboxSequence.NONE), 1 << 24, 10_000).items().stream()
                .map(InboxItem::content)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    // --- groups

    /** A group in which the sender has that role, with somebody who is only invited; and with the recipient, or without. */
    private ConversationId group(Combination it, boolean withRecipient) {
        ConversationId group = new ConversationId(RANDOM.nextLong(), RANDOM.nextLong());
        List<AccountId> members = new ArrayList<>(List.of(guest.account()));
        if (withRecipient) {
            members.add(recipient);
        }
        Set<AccountId> asked = new HashSet<>(Set.of(guest.account()));
        if (it.role() != Role.NONE) {
            members.add(sender());
        }
        if (it.role() == Role.INVITED) {
            asked.add(sender());
        }
        GroupSettings settings = new GroupSettings(
                it.reins().who, GroupSettings.Who.EVERY_MEMBER, it.reins().who, it.reins().approval, Duration.ZERO);
        found(group, new GroupChange.Create("Bees", "", settings, members), asked);
        if (it.role() == Role.ADMIN) {
            found(group, new GroupChange.SetRole(sender(), GroupRole.ADMIN), asked);
        } else if (it.role() == Role.OWNER) {
            found(group, new GroupChange.SetRole(sender(), GroupRole.OWNER), asked);
        }
        return group;
    }

    /** By somebody whom everybody lets, but those who are asked. */
    private void found(ConversationId group, GroupChange.Change change, Set<AccountId> asked) {
        GroupChange item = new GroupChange(MessageId.create(NOW), group, 0, change);
        Submission submission = new Submission(founder, List.of(item), Submission.Refusals.BY_ROW)
                .with(new Admissions(asked, Set.of()));
        assertThat(inbox.append(submission).join()).isInstanceOf(Decision.AllAccepted.class);
    }
}
