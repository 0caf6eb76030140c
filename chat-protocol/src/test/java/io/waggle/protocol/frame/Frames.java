package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Valid frames at random, with the borders of every field more often than chance would have them. Single-threaded. */
public final class Frames {

    private static final String FIRST = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final String INNER = FIRST + "._-";

    private final RandomGenerator random;
    private final GroupFrames groups;

    public Frames(RandomGenerator random) {
        this.random = random;
        this.groups = new GroupFrames(random, this);
    }

    public OutboxFrame outbox() {
        return new OutboxFrame(list(1, 6, this::outboxItem));
    }

    /** Nothing but messages, as most frames are. */
    OutboxFrame sends() {
        return new OutboxFrame(list(1, 6, () -> outboxItem(Send.class)));
    }

    OutboxItem outboxItem() {
        return switch (random.nextInt(12)) {
            case 0 -> outboxItem(Send.class);
            case 1 -> outboxItem(ReceiptUpdate.class);
            case 2 -> outboxItem(LiveEvent.class);
            case 3 -> outboxItem(Hello.class);
            case 4 -> outboxItem(InboxAck.class);
            case 5 -> outboxItem(GroupSend.class);
            case 6 -> outboxItem(GroupLiveEvent.class);
            case 7 -> outboxItem(GroupChange.class);
            case 8 -> outboxItem(GroupQuery.class);
            case 9 -> outboxItem(SetPresence.class);
            case 10 -> outboxItem(WatchPresence.class);
            default -> outboxItem(InboxReject.class);
        };
    }

    OutboxItem outboxItem(Class<?> kind) {
        return switch (kind.getSimpleName()) {
            case "Send" -> new Send(messageId(), conversation(), recipients(), content(300), expiresIn());
            case "ReceiptUpdate" ->
                new ReceiptUpdate(
                        random.nextBoolean() ? ReceiptKind.READ : ReceiptKind.PLAYED,
                        conversation(),
                        messageId(),
                        address());
            case "LiveEvent" -> new LiveEvent(accounts(1, 5), conversation(), content(100));
            case "Hello" -> new Hello(epoch(), sequence());
            case "InboxAck" -> new InboxAck(epoch(), sequence());
            case "InboxReject" -> new InboxReject(epoch(), sequence(), reason());
            case "GroupSend" -> new GroupSend(messageId(), conversation(), version(), content(300), expiresIn());
            case "GroupLiveEvent" -> new GroupLiveEvent(conversation(), content(100));
            case "GroupChange" -> new GroupChange(messageId(), conversation(), version(), groups.change());
            case "GroupQuery" -> new GroupQuery(list(0, 5, this::conversation));
            case "SetPresence" -> new SetPresence(random.nextBoolean());
            case "WatchPresence" -> new WatchPresence(accounts(0, 5));
            default -> throw new IllegalArgumentException("no generator for " + kind);
        };
    }

    public InboxFrame inbox() {
        InboxSequence after = after();
        return new InboxFrame(
                epoch(),
                after,
                items(after, this::content),
                random.nextBoolean(),
                list(0, 2, () -> new LiveNotice(address(), conversation(), content(100))),
                random.nextInt(4) == 0 ? Optional.of(welcome()) : Optional.empty(),
                list(0, 2, this::presence));
    }

    Presence presence() {
        return switch (random.nextInt(3)) {
            case 0 -> Presence.hidden(account());
            case 1 -> new Presence(account(), true, Optional.empty());
            default -> new Presence(account(), false, Optional.of(time().plusMillis(1)));
        };
    }

    /** Nothing but messages, as most frames are. */
    InboxFrame messages() {
        InboxSequence after = after();
        List<InboxItem> items = items(after, () -> inboxContent(Message.class));
        return new InboxFrame(epoch(), after, items, random.nextBoolean(), List.of(), Optional.empty());
    }

    private InboxSequence after() {
        return new InboxSequence(random.nextLong(1L << random.nextInt(1, 62)));
    }

    private List<InboxItem> items(InboxSequence after, Supplier<InboxItem.Content> content) {
        List<InboxItem> items = new ArrayList<>();
        long last = after.value();
        for (int i = random.nextInt(6); i > 0; i--) {
            last += random.nextLong(1, 1_000);
            items.add(new InboxItem(new InboxSequence(last), content.get()));
        }
        return items;
    }

    private InboxItem.Content content() {
        return switch (random.nextInt(8)) {
            case 4 -> inboxContent(GroupEvent.class);
            case 5 -> inboxContent(GroupState.class);
            case 6 -> inboxContent(GroupList.class);
            case 0 -> inboxContent(Receipt.class);
            case 1 -> inboxContent(SendOutcomes.class);
            case 2 -> inboxContent(Missed.class);
            case 3 -> inboxContent(InboxItem.Unknown.class);
            default -> inboxContent(Message.class);
        };
    }

    InboxItem.Content inboxContent(Class<?> kind) {
        return switch (kind.getSimpleName()) {
            case "Message" ->
                new Message(
                        messageId(), address(), conversation(), content(300), time(), random.nextBoolean(), version());
            case "Receipt" ->
                new Receipt(pick(ReceiptKind.values()), conversation(), messageId(), address(), address(), time());
            case "SendOutcomes" -> new SendOutcomes(list(1, 4, this::outcome));
            case "Missed" -> new Missed(time());
            case "Unknown" -> new InboxItem.Unknown();
            case "GroupEvent" -> groups.event();
            case "GroupState" -> groups.state();
            case "GroupList" -> new GroupList(list(0, 5, () -> new GroupList.Entry(conversation(), version())));
            default -> throw new IllegalArgumentException("no generator for " + kind);
        };
    }

    private SendOutcome outcome() {
        return new SendOutcome(
                messageId(),
                conversation(),
                pick(Result.values()),
                list(0, 3, this::recipientOutcome),
                list(
                        0,
                        3,
                        () -> new DeviceChanges(
                                account(),
                                list(0, 3, this::deviceEpoch),
                                list(0, 3, this::device),
                                list(0, 3, this::deviceEpoch))),
                random.nextBoolean() ? 0 : version(),
                random.nextBoolean() ? InboxSequence.NONE : sequence(),
                random.nextBoolean() ? Optional.of(device()) : Optional.empty());
    }

    private RecipientOutcome recipientOutcome() {
        return new RecipientOutcome(
                account(),
                random.nextBoolean() ? Optional.of(device()) : Optional.empty(),
                pick(Result.values()),
                reason());
    }

    private DeviceEpoch deviceEpoch() {
        return new DeviceEpoch(device(), epoch());
    }

    Welcome welcome() {
        return new Welcome(
                sequence(),
                time(),
                new Welcome.Limits(
                        random.nextInt(1, ProtocolLimits.FRAME_BYTES + 1),
                        random.nextInt(1, ProtocolLimits.FRAME_ITEMS + 1),
                        random.nextInt(1, ProtocolLimits.CONTENT_BYTES + 1),
                        random.nextInt(1, ProtocolLimits.RECIPIENT_ACCOUNTS + 1),
                        Duration.ofSeconds(random.nextLong(1, ProtocolLimits.EXPIRY.toSeconds() + 1)),
                        random.nextInt(1, Integer.MAX_VALUE),
                        random.nextInt(0, ProtocolLimits.GROUP_MEMBERS + 1),
                        random.nextInt(0, ProtocolLimits.PRESENCE_WATCHES + 1)));
    }

    private List<Recipient> recipients() {
        return accounts(1, 5).stream()
                .map(account -> new Recipient(
                        account,
                        Stream.generate(this::device)
                                .limit(random.nextInt(4))
                                .distinct()
                                .map(device -> new Recipient.Device(device, epoch(), content(50)))
                                .toList()))
                .toList();
    }

    List<AccountId> accounts(int least, int most) {
        return Stream.generate(this::account)
                .distinct()
                .limit(random.nextInt(least, most + 1))
                .toList();
    }

    private Duration expiresIn() {
        long seconds = random.nextBoolean() ? 0 : random.nextLong(1L << 32);
        return Duration.ofSeconds(seconds);
    }

    MessageId messageId() {
        long version7 = (random.nextLong() & ~0xF000L) | 0x7000L;
        return new MessageId(version7, random.nextLong() >>> 2 | 1L << 63); // not create(..): that has no seed
    }

    ConversationId conversation() {
        return new ConversationId(random.nextLong(), random.nextLong());
    }

    Address address() {
        return new Address(account(), device());
    }

    AccountId account() {
        return new AccountId(name(AccountId.MAX_LENGTH));
    }

    DeviceId device() {
        return new DeviceId(name(DeviceId.MAX_LENGTH));
    }

    private String name(int longest) {
        int length = random.nextInt(8) == 0 ? longest : random.nextInt(1, longest + 1);
        StringBuilder name = new StringBuilder(length).append(FIRST.charAt(random.nextInt(FIRST.length())));
        while (name.length() < length) {
            name.append(INNER.charAt(random.nextInt(INNER.length())));
        }
        return name.toString();
    }

    private Epoch epoch() {
        return random.nextInt(4) == 0 ? Epoch.NONE : new Epoch(random.nextLong());
    }

    private InboxSequence sequence() {
        return switch (random.nextInt(4)) {
            case 0 -> InboxSequence.NONE;
            case 1 -> new InboxSequence(Long.MAX_VALUE);
            default -> new InboxSequence(random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63));
        };
    }

    /** Of a group. */
    long version() {
        return random.nextInt(4) == 0 ? 0 : random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
    }

    Instant time() {
        return Instant.ofEpochMilli(random.nextLong(1L << 53));
    }

    private String reason() {
        return random.nextBoolean() ? "" : "é".repeat(random.nextInt(ProtocolLimits.REASON_BYTES / 2 + 1));
    }

    private ByteString content(int most) {
        byte[] bytes = new byte[random.nextBoolean() ? 0 : random.nextInt(most)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    <T> List<T> list(int least, int most, Supplier<T> element) {
        return Stream.generate(element).limit(random.nextInt(least, most + 1)).toList();
    }
}
