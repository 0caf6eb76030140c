package io.waggle.broker.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An inbox, and words for what a test does with it. */
public abstract class InboxFixture {

    protected static final Address ALICE = Address.of("alice", "phone");
    protected static final Address BOB = Address.of("bob", "phone");
    protected static final Address BOB_TABLET = Address.of("bob", "tablet");
    protected static final Address CAROL = Address.of("carol", "phone");
    protected static final ConversationId CHAT = ConversationId.direct(ALICE.account(), BOB.account());

    protected final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    protected final List<Event> events = new CopyOnWriteArrayList<>();
    protected Inbox inbox;

    /** Opens the engine on the same storage each time. */
    protected abstract Inbox open(InboxConfig config, Clock clock, Events events);

    protected InboxConfig config() {
        return new InboxConfig(
                20,
                100_000,
                15,
                Duration.ofDays(30),
                Duration.ofDays(90),
                3,
                Duration.ofDays(30),
                Duration.ofMinutes(1),
                6,
                3,
                4,
                1 << 20);
    }

    @BeforeEach
    void start() {
        inbox = open(config(), clock, events::add);
    }

    @AfterEach
    void stop() {
        inbox.close();
    }

    protected void reopen() {
        inbox.close();
        inbox = open(config(), clock, events::add);
    }

    // --- vocabulary

    protected InboxState opened(Address... devices) {
        InboxState last = null;
        for (Address device : devices) {
            OpenOutcome outcome = inbox.open(device).join();
            assertThat(outcome).isInstanceOf(OpenOutcome.Opened.class);
            last = ((OpenOutcome.Opened) outcome).state();
        }
        if (last == null) {
            throw new IllegalArgumentException("no device");
        }
        return last;
    }

    protected Decision append(Address sender, OutboxItem... items) {
        return inbox.append(new Submission(sender, List.of(items), Submission.Refusals.BY_ROW))
                .join();
    }

    /** As many messages as fit, from carol, who has an inbox then. */
    protected void fill(Address device) {
        opened(CAROL);
        for (int i = texts(device).size(); i < config().maxMessages(); i++) {
            append(CAROL, text("filler", device));
        }
    }

    protected MessageId id() {
        return MessageId.create(clock.instant());
    }

    protected Send text(String text, Address... to) {
        List<Recipient> recipients = Arrays.stream(to)
                .map(Address::account)
                .distinct()
                .map(account -> to(Arrays.stream(to)
                        .filter(device -> device.account().equals(account))
                        .toArray(Address[]::new)))
                .toList();
        return send(id(), text, Duration.ZERO, recipients.toArray(Recipient[]::new));
    }

    protected Send send(MessageId id, String text, Duration expiresIn, Recipient... recipients) {
        return new Send(id, CHAT, List.of(recipients), ByteString.copyFromUtf8(text), expiresIn);
    }

    /** All of one account. */
    protected Recipient to(Address... devices) {
        return new Recipient(
                devices[0].account(),
                Arrays.stream(devices)
                        .map(device -> new Recipient.Device(device.device(), Epoch.NONE, ByteString.EMPTY))
                        .toList());
    }

    protected Acknowledged acknowledge(Address device, InboxSequence upTo) {
        return inbox.acknowledge(device, inbox.state(device).orElseThrow().epoch(), upTo)
                .join();
    }

    protected void acknowledgeAll(Address device) {
        inbox.state(device).ifPresent(state -> acknowledge(device, state.last()));
    }

    protected List<InboxItem> items(Address device) {
        return inbox.read(device, InboxSequence.NONE, 1 << 24, 10_000).items();
    }

    protected List<Long> sequences(Address device) {
        return items(device).stream().map(item -> item.sequence().value()).toList();
    }

    protected <T> List<T> contents(Address device, Class<T> type) {
        return items(device).stream()
                .map(InboxItem::content)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    protected List<String> texts(Address device) {
        return contents(device, Message.class).stream()
                .map(message -> message.content().toStringUtf8())
                .toList();
    }

    protected List<Receipt> receipts(Address device) {
        return contents(device, Receipt.class);
    }

    protected List<SendOutcome> outcomes(Address device) {
        return contents(device, SendOutcomes.class).stream()
                .flatMap(row -> row.outcomes().stream())
                .toList();
    }
}
