package io.waggle.broker.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.delivery.SimulatedBroker.Loss;
import io.waggle.client.SimulatedClient;
import io.waggle.client.store.Act;
import io.waggle.client.store.CallRecord;
import io.waggle.client.store.Draft;
import io.waggle.client.store.Place;
import io.waggle.client.store.ShownMessage;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Attachment;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.ContactCard;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ConversationSettings;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.Image;
import io.waggle.protocol.content.LiveLocation;
import io.waggle.protocol.content.Location;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Poll;
import io.waggle.protocol.content.Quote;
import io.waggle.protocol.content.SharedFile;
import io.waggle.protocol.content.Shown;
import io.waggle.protocol.content.Text;
import io.waggle.protocol.content.VoiceNote;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of everything that people do, on several devices of several accounts, which come and go, with crashes of clients and of the broker,
 * connections that break at any frame, and frames that come twice. Again and again everything comes to rest, and every device must show
 * what the {@link Model} says: the same conversations, the same order, the same reactions, ticks and unread counts.
 */
final class ConversationModelTest {

    private static final int STEPS = Integer.getInteger("waggle.steps", 10_000);

    /** The same each time, until as many others have passed that a new one each time surprises nobody who changes something else. */
    private static final long SEED = 11;

    private static final int BETWEEN_CHECKS = 100;
    private static final int MOST_DEVICES = 4;
    private static final Duration TIMER = Duration.ofMinutes(10);

    private static final Address[] DEVICES = {
        Address.of("ann", "phone"),
        Address.of("ann", "laptop"),
        Address.of("bob", "phone"),
        Address.of("bob", "tablet"),
        Address.of("bob", "watch"),
        Address.of("cy", "phone"),
        Address.of("dan", "phone"),
        Address.of("dan", "laptop")
    };
    private static final List<AccountId> PEOPLE =
            List.of(new AccountId("ann"), new AccountId("bob"), new AccountId("cy"), new AccountId("dan"));
    private static final String[] WORDS = {"alpha", "beta", "gamma", "delta", "omega", "äther", "Straße", "жук"};

    /** Kinds 15 and 30 of contents, which there are not yet. */
    private static final ByteString LATER_MESSAGE = ByteString.copyFrom(new byte[] {0x7a, 1, 0});

    private static final ByteString LATER_CHANGE = ByteString.copyFrom(new byte[] {(byte) 0xf2, 1, 1, 0});

    private static final Attachment ATTACHMENT =
            new Attachment("m1", ByteString.EMPTY, ByteString.copyFrom(new byte[32]), 1, "image/jpeg");
    private static final String[] EMOJI = {"👍", "❤️", "😂", ""};

    @TempDir
    private Path folder;

    private World world;
    private Random random;

    @SuppressWarnings("NullAway.Init")
    ConversationModelTest() {}

    @Test
    void everyDeviceShowsWhatTheModelSays() {
        long seed = Long.getLong("waggle.seed", SEED);
        System.out.println("ConversationModelTest: -Dwaggle.seed=" + seed + " -Dwaggle.steps=" + STEPS);
        world = new World(seed, folder, DEVICES);
        random = new Random(seed);
        world.settle();
        for (int step = 1; step <= STEPS; step++) {
            SimulatedClient client = any();
            client.live(() -> step(client));
            world.simulation.run(Duration.ofMillis(random.nextInt(1_000)));
            if (step % BETWEEN_CHECKS == 0) {
                world.settle();
                world.check("seed " + seed + ", step " + step);
            }
        }
        System.out.println("accepted: " + world.acceptedByKind());
        assertThat(world.accepted()).as("that much happened").isGreaterThan(STEPS / 3);
    }

    private SimulatedClient any() {
        List<SimulatedClient> all = new ArrayList<>(world.clients.values());
        return all.get(random.nextInt(all.size()));
    }

    private void step(SimulatedClient client) {
        int what = random.nextInt(100);
        if (random.nextInt(150) == 0) {
            changeDevices(client.device.account());
        } else if (!client.isAlive()) {
            client.begin();
            client.connect();
        } else if (what < 4) {
            client.disconnect();
        } else if (what < 12) {
            client.connect();
        } else if (what < 14) {
            client.kill();
        } else if (what < 16) {
            client.dieAt(1 + random.nextInt(20));
        } else if (what < 18) {
            world.broker.cut(client.device);
        } else if (what < 20) {
            world.broker.lose(random.nextBoolean() ? Loss.FRAME : Loss.ANSWER);
        } else if (what == 20) {
            world.broker.crash();
        } else if (what < 33) {
            inGroups(client);
        } else if (random.nextInt(40) == 0) {
            writeLaterContent();
        } else if (calls(client)) {
            return;
        } else {
            List<ConversationId> known = conversations(client);
            ConversationId conversation = known.isEmpty() ? direct(client) : known.get(random.nextInt(known.size()));
            if (what < 55) {
                boolean elsewhere = random.nextInt(4) == 0 || world.isWithLater(client, conversation);
                send(client, elsewhere ? direct(client) : conversation);
            } else {
                act(client, conversation);
            }
        }
    }

    /** One comes, one goes; a person always has some that have all that was said. */
    private void changeDevices(AccountId account) {
        List<Address> devices = world.devices(account);
        if (devices.size() < MOST_DEVICES) {
            world.join(account);
        } else {
            devices.stream()
                    .filter(device -> !List.of(DEVICES).contains(device))
                    .findFirst()
                    .ifPresent(world::remove);
        }
    }

    private List<ConversationId> conversations(SimulatedClient client) {
        List<ConversationId> known = new ArrayList<>();
        client.history().conversations(1_000).forEach(line -> known.add(line.conversation()));
        return known;
    }

    private ConversationId direct(SimulatedClient client) {
        return ConversationId.direct(client.device.account(), person());
    }

    private AccountId person() {
        return PEOPLE.get(random.nextInt(PEOPLE.size()));
    }

    // --- messages

    private void send(SimulatedClient client, ConversationId conversation) {
        Content content = content(client, conversation);
        AccountId self = client.device.account();
        Optional<AccountId> peer = PEOPLE.stream()
                .filter(person -> ConversationId.direct(self, person).equals(conversation))
                .findFirst();
        Duration timer = client.history()
                .conversation(conversation)
                .map(line -> line.timer())
                .orElse(Duration.ZERO);
        Content disappearing = content.disappearing(timer);
        client.send(
                peer.isPresent()
                        ? Draft.direct(self, peer.get(), disappearing)
                        : Draft.group(conversation, disappearing));
    }

    private Content content(SimulatedClient client, ConversationId conversation) {
        List<ShownMessage> shown = world.shown(client, conversation);
        return switch (random.nextInt(14)) {
            case 10 -> viewedOnceOrNot(Content.of(new Image(ATTACHMENT, 40, 30, ByteString.EMPTY, Optional.empty())));
            case 11 -> viewedOnceOrNot(Content.of(new VoiceNote(ATTACHMENT, Duration.ofSeconds(3), ByteString.EMPTY)));
            case 12 -> Content.of(new SharedFile(ATTACHMENT, "a.pdf", ByteString.EMPTY, Optional.empty()));
            case 13 -> Content.of(new ContactCard(word(), Optional.of(person()), ""));
            case 0 -> Content.of(new Poll(word(), List.of("yes", "no", "perhaps"), random.nextInt(3)));
            case 1 -> Content.of(new LiveLocation(place(), Duration.ofHours(1), Optional.empty()));
            case 2 ->
                shown.isEmpty()
                        ? text()
                        : text().answering(new Quote(any(shown), word(), Optional.of(Shown.Type.TEXT)));
            case 3 -> shown.isEmpty() ? text() : forwarded(shown.get(random.nextInt(shown.size())));
            default -> text();
        };
    }

    private Content viewedOnceOrNot(Content content) {
        return random.nextBoolean() ? content.viewedOnce() : content;
    }

    /** Another message, a change of something, or what nobody can read. */
    private void writeLaterContent() {
        ByteString content = switch (random.nextInt(3)) {
            case 0 -> LATER_MESSAGE;
            case 1 -> LATER_CHANGE;
            default -> ByteString.copyFromUtf8("no content");
        };
        MessageId id = new MessageId(
                (world.simulation.clock().instant().toEpochMilli() << 16) | 0x7000L | random.nextInt(0x1000),
                Long.MIN_VALUE | (random.nextLong() >>> 2));
        world.writeLaterContent(person(), id, content);
    }

    private Content forwarded(ShownMessage message) {
        return message.message().content() instanceof DecodedContent.Known known
                        && !message.deleted()
                        && !(known.content().kind() instanceof Call)
                        && !known.content().viewOnce()
                ? known.content().forward()
                : text();
    }

    private Content text() {
        return Content.of(Text.of(word() + " " + word()));
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private Location place() {
        return new Location(random.nextInt(1_000), random.nextInt(1_000), 5, "", "");
    }

    private MessageRef any(List<ShownMessage> shown) {
        return shown.get(random.nextInt(shown.size())).message().ref();
    }

    // --- calls

    /** Does something to the call that takes the device, or begins one. Answers whether it did. */
    private boolean calls(SimulatedClient client) {
        Optional<CallRecord> active = client.history().calls(10).stream()
                .filter(call -> call.state().isActive())
                .findFirst();
        if (active.isPresent() && random.nextInt(4) == 0) {
            CallRecord call = active.get();
            switch (random.nextInt(4)) {
                case 0 -> client.hangUp(call.id(), random.nextInt(4) == 0);
                case 1 -> client.sendCandidates(call.id(), List.of("candidate:" + random.nextInt(10)));
                default -> client.answerCall(call.id());
            }
            return true;
        } else if (active.isEmpty() && random.nextInt(40) == 0) {
            client.call(otherThan(client.device.account()), random.nextBoolean());
            return true;
        }
        return false;
    }

    // --- what is done to them

    private void act(SimulatedClient client, ConversationId conversation) {
        List<ShownMessage> shown = world.shown(client, conversation);
        int what = random.nextInt(26);
        if (what < 6 && !shown.isEmpty()) {
            Place upTo = shown.get(random.nextInt(shown.size())).place();
            if (random.nextInt(4) == 0) {
                client.markPlayed(conversation, upTo);
            } else {
                client.markRead(conversation, upTo);
            }
        } else if (what < 8) {
            settings(client, conversation);
        } else if (what == 8) {
            client.perform(new Act.SetTimer(conversation, random.nextBoolean() ? TIMER : Duration.ZERO));
        } else if (what == 9 && random.nextInt(10) == 0) {
            client.perform(new Act.Clear(conversation));
        } else if (!shown.isEmpty()) {
            MessageRef recent = shown.get(shown.size() - 1 - random.nextInt(Math.min(8, shown.size())))
                    .message()
                    .ref();
            aboutMessage(client, conversation, what, recent);
        }
    }

    private void aboutMessage(SimulatedClient client, ConversationId conversation, int what, MessageRef message) {
        switch (what) {
            case 10, 11, 12 ->
                client.perform(new Act.React(conversation, message, EMOJI[random.nextInt(EMOJI.length)]));
            case 13, 14 -> client.perform(new Act.Edit(conversation, message, Optional.of(Text.of(word()))));
            case 15, 16 -> client.perform(new Act.DeleteForEveryone(conversation, message));
            case 17 -> client.perform(new Act.DeleteForMe(conversation, List.of(message)));
            case 18 -> client.perform(new Act.Star(conversation, message, random.nextBoolean()));
            case 19, 20 ->
                client.perform(new Act.Vote(
                        conversation, message, random.nextBoolean() ? List.of() : List.of(random.nextInt(4))));
            case 24, 25 -> client.perform(new Act.ViewOnce(conversation, message));
            case 21 -> client.perform(new Act.Pin(conversation, message, random.nextBoolean()));
            default ->
                client.perform(new Act.MoveLocation(
                        conversation, message, random.nextBoolean() ? Optional.empty() : Optional.of(place())));
        }
    }

    private void settings(SimulatedClient client, ConversationId conversation) {
        switch (random.nextInt(4)) {
            case 0 ->
                client.perform(new Act.Mute(
                        conversation,
                        random.nextBoolean() ? ConversationSettings.MUTED : ConversationSettings.NOT_MUTED));
            case 1 -> client.perform(new Act.Archive(conversation, random.nextBoolean()));
            case 2 -> client.perform(new Act.PinConversation(conversation, random.nextInt(4)));
            default -> client.perform(new Act.MarkUnread(conversation, random.nextBoolean()));
        }
    }

    // --- groups

    private void inGroups(SimulatedClient client) {
        if (world.groups.size() < 3 || random.nextInt(40) == 0) {
            client.change(
                    new ConversationId(random.nextLong(), random.nextLong()),
                    new GroupChange.Create(
                            word(), "", GroupSettings.DEFAULT, List.of(otherThan(client.device.account()))));
            return;
        }
        List<ConversationId> all = new ArrayList<>(world.groups);
        ConversationId group = all.get(random.nextInt(all.size()));
        client.change(group, change(group));
    }

    private AccountId otherThan(AccountId account) {
        AccountId other = person();
        return other.equals(account) ? otherThan(account) : other;
    }

    private GroupChange.Change change(ConversationId group) {
        return switch (random.nextInt(16)) {
            case 10, 11 -> new GroupChange.Accept();
            case 12 ->
                new GroupChange.SetLink(
                        random.nextInt(4) == 0
                                ? Optional.empty()
                                : Optional.of(new GroupSecret(random.nextLong(), random.nextLong())));
            case 13, 14 ->
                new GroupChange.Join(world.link(group)
                        .filter(secret -> random.nextInt(8) > 0)
                        .orElseGet(() -> new GroupSecret(random.nextLong(), random.nextLong())));
            case 15 -> random.nextInt(8) == 0 ? new GroupChange.Disband() : new GroupChange.SetName(word());
            case 0, 1, 2, 3 -> new GroupChange.Add(List.of(person()));
            case 4 -> new GroupChange.Remove(List.of(person()));
            case 5 -> new GroupChange.SetRole(person(), random.nextBoolean() ? GroupRole.ADMIN : GroupRole.MEMBER);
            case 6 -> new GroupChange.Leave();
            case 7 ->
                new GroupChange.SetSettings(new GroupSettings(
                        who(), who(), who(), random.nextInt(4) == 0, random.nextBoolean() ? TIMER : Duration.ZERO));
            case 8 -> new GroupChange.SetDescription(word());
            default -> new GroupChange.SetName(word());
        };
    }

    private GroupSettings.Who who() {
        return random.nextInt(3) == 0 ? GroupSettings.Who.ADMINS : GroupSettings.Who.EVERY_MEMBER;
    }
}
