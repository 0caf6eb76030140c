package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.Aead;
import com.google.protobuf.ByteString;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine beside the inbox in memory, which was written apart from it: the same random operations, restarts among them,
 * must leave the same rows in the same order everywhere. {@code -Dwaggle.seeds} says how many seeds are drawn besides the
 * fixed ones.
 */
@SuppressWarnings("NullAway.Init") // set when a run begins
final class RandomOperationsTest {

    private static final int STEPS = 1_500;
    private static final List<Address> DEVICES = List.of(
            Address.of("alice", "phone"),
            Address.of("alice", "laptop"),
            Address.of("bob", "phone"),
            Address.of("bob", "tablet"),
            Address.of("carol", "phone"));

    private final InboxConfig config = new InboxConfig(
            25,
            70_000,
            12,
            Duration.ofDays(3),
            Duration.ofDays(5),
            4,
            Duration.ofDays(30),
            Duration.ofMinutes(1),
            6,
            3,
            5,
            2_500);
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Aead aead = RocksDbInboxTest.newAead();
    private final InMemoryInbox.Storage storage = new InMemoryInbox.Storage();
    private final List<Send> sentBefore = new ArrayList<>();

    @TempDir
    Path directory;

    private Inbox engine;
    private Inbox model;
    private Random random;

    static Stream<Long> seeds() {
        Stream<Long> drawn = Stream.generate(System::nanoTime).limit(Integer.getInteger("waggle.seeds", 1));
        return Stream.concat(Stream.of(1L, 2L, 15919576098126L), drawn);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void leaveTheSameRowsEverywhere(long seed) {
        random = new Random(seed);
        open();
        for (int step = 0; step < STEPS; step++) {
            String done = step();
            for (Address device : DEVICES) {
                assertThat(rows(engine, device))
                        .as("seed %d, step %d (%s), inbox of %s", seed, step, done, device)
                        .isEqualTo(rows(model, device));
            }
        }
        assertThat(engine.figures().waiting()).isEqualTo(model.figures().waiting());
        assertThat(engine.figures().waitingBytes()).isEqualTo(model.figures().waitingBytes());
        engine.close();
    }

    private void open() {
        engine = RocksDbInbox.open(
                directory.resolve("inbox"), aead, config, RocksDbInboxTest.COMMIT, clock, event -> {});
        model = new InMemoryInbox(storage, config, clock, event -> {});
    }

    private String step() {
        int dice = random.nextInt(100);
        Address device = DEVICES.get(random.nextInt(DEVICES.size()));
        if (dice < 8) {
            engine.open(device).join();
            model.open(device).join();
            return "open " + device;
        } else if (dice < 55) {
            return append(device);
        } else if (dice < 80) {
            return acknowledge(device);
        } else if (dice < 85) {
            return reject(device);
        } else if (dice < 92) {
            clock.advance(Duration.ofHours(random.nextInt(30) - 4));
            assertThat(engine.expire().join()).isEqualTo(model.expire().join());
            return "expire";
        } else if (dice < 94) {
            assertThat(engine.remove(device).join())
                    .isEqualTo(model.remove(device).join());
            return "remove " + device;
        } else if (dice < 96) {
            engine.close();
            open();
            return "restart";
        }
        clock.advance(Duration.ofMinutes(1));
        return "time";
    }

    private String append(Address sender) {
        if (model.state(sender).isEmpty()) {
            return "nothing";
        }
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            drafts.add(draft());
        }
        Submission.Refusals refusals =
                random.nextBoolean() ? Submission.Refusals.BY_ANSWER : Submission.Refusals.BY_ROW;
        var expected = model.append(new Submission(sender, items(drafts, model), refusals))
                .join();
        var actual = engine.append(new Submission(sender, items(drafts, engine), refusals))
                .join();
        assertThat(said(engine, sender, actual)).isEqualTo(said(model, sender, expected));
        return "append by " + sender;
    }

    /** A place is told by how many rows wait behind it: sequences may differ. */
    private static Object said(Inbox inbox, Address sender, Decision decision) {
        return decision instanceof Decision.AllAccepted accepted
                ? accepted.after().stream()
                        .map(place -> items(inbox, sender).stream()
                                .filter(item -> item.sequence().isAfter(place))
                                .count())
                        .toList()
                : decision;
    }

    /** What is sent, before the epochs are filled in that differ between the two. */
    private record Draft(Optional<Send> send, Optional<ReceiptUpdate> receipt, boolean stale) {}

    private Draft draft() {
        ConversationId conversation = new ConversationId(0, random.nextInt(3));
        if (random.nextInt(6) == 0) {
            return new Draft(
                    Optional.empty(),
                    Optional.of(new ReceiptUpdate(
                            random.nextBoolean() ? ReceiptKind.READ : ReceiptKind.PLAYED,
                            conversation,
                            MessageId.create(clock.instant()),
                            DEVICES.get(random.nextInt(DEVICES.size())))),
                    false);
        }
        if (!sentBefore.isEmpty() && random.nextInt(6) == 0) {
            return new Draft(Optional.of(sentBefore.get(random.nextInt(sentBefore.size()))), Optional.empty(), false);
        }
        Map<String, List<Recipient.Device>> to = new LinkedHashMap<>();
        for (Address device : DEVICES) {
            boolean present = model.state(device).isPresent();
            if (random.nextInt(10) < (present ? 9 : 1)) {
                to.computeIfAbsent(device.account().value(), account -> new ArrayList<>())
                        .add(new Recipient.Device(
                                device.device(),
                                Epoch.NONE,
                                random.nextInt(4) == 0 ? bytes(random.nextInt(50) + 1) : ByteString.EMPTY));
            }
        }
        if (to.isEmpty()) {
            to.put("nobody", List.of());
        }
        List<Recipient> recipients = new ArrayList<>();
        to.forEach((account, devices) ->
                recipients.add(new Recipient(Address.of(account, "x").account(), devices)));
        Send send = new Send(
                MessageId.create(clock.instant()),
                conversation,
                recipients,
                bytes(random.nextInt(10) == 0 ? 9_000 : random.nextInt(300)),
                random.nextInt(4) == 0 ? Duration.ofHours(1 + random.nextInt(200)) : Duration.ZERO);
        sentBefore.add(send);
        return new Draft(Optional.of(send), Optional.empty(), random.nextInt(15) == 0);
    }

    private ByteString bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    /** The sender leaves itself out where it is named by chance, and names a wrong epoch where the draft is stale. */
    private List<OutboxItem> items(List<Draft> drafts, Inbox inbox) {
        List<OutboxItem> items = new ArrayList<>();
        for (Draft draft : drafts) {
            draft.receipt().ifPresent(items::add);
            draft.send().ifPresent(send -> items.add(draft.stale() ? withWrongEpochs(send, inbox) : send));
        }
        return items;
    }

    private static Send withWrongEpochs(Send send, Inbox inbox) {
        List<Recipient> recipients = send.recipients().stream()
                .map(recipient -> new Recipient(
                        recipient.account(),
                        recipient.devices().stream()
                                .map(device -> new Recipient.Device(
                                        device.device(),
                                        wrongEpoch(inbox, new Address(recipient.account(), device.device())),
                                        device.content()))
                                .toList()))
                .toList();
        return new Send(send.messageId(), send.conversation(), recipients, send.content(), send.expiresIn());
    }

    private static Epoch wrongEpoch(Inbox inbox, Address device) {
        return new Epoch(
                inbox.state(device).map(state -> ~state.epoch().value()).orElse(5L));
    }

    private String acknowledge(Address device) {
        List<InboxItem> there = items(model, device);
        if (there.isEmpty()) {
            return "nothing";
        }
        int upTo = random.nextInt(there.size());
        int actual = acknowledge(engine, device, items(engine, device).get(upTo).sequence());
        int expected = acknowledge(model, device, there.get(upTo).sequence());
        assertThat(actual).isEqualTo(expected);
        return "acknowledge by " + device;
    }

    private static int acknowledge(Inbox inbox, Address device, InboxSequence upTo) {
        return inbox.acknowledge(device, inbox.state(device).orElseThrow().epoch(), upTo)
                .join()
                .rows();
    }

    private String reject(Address device) {
        List<InboxItem> there = items(model, device);
        if (there.isEmpty()) {
            return "nothing";
        }
        int place = random.nextInt(there.size());
        for (Inbox inbox : List.of(engine, model)) {
            InboxState state = inbox.state(device).orElseThrow();
            inbox.reject(device, state.epoch(), items(inbox, device).get(place).sequence(), "no")
                    .join();
        }
        return "reject by " + device;
    }

    private static List<InboxItem> items(Inbox inbox, Address device) {
        return inbox.read(device, InboxSequence.NONE, Integer.MAX_VALUE, Integer.MAX_VALUE)
                .items();
    }

    /** The rows without what may differ: sequences and epochs. */
    private static List<Object> rows(Inbox inbox, Address device) {
        List<InboxItem> items = items(inbox, device);
        assertThat(items).extracting(InboxItem::sequence).isSorted().doesNotHaveDuplicates();
        return items.stream().map(item -> withoutEpochs(item.content())).toList();
    }

    private static Object withoutEpochs(InboxItem.Content content) {
        return content instanceof SendOutcomes outcomes
                ? outcomes.outcomes().stream()
                        .map(outcome -> List.of(
                                outcome.messageId(),
                                outcome.result(),
                                outcome.recipients(),
                                outcome.changes().stream()
                                        .map(RandomOperationsTest::withoutEpochs)
                                        .toList()))
                        .toList()
                : content;
    }

    private static Object withoutEpochs(SendOutcome.DeviceChanges changes) {
        return List.of(
                changes.account(),
                changes.missing().stream().map(SendOutcome.DeviceEpoch::device).toList(),
                changes.extra(),
                changes.stale().stream().map(SendOutcome.DeviceEpoch::device).toList());
    }
}
