package io.waggle.broker.conversation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.waggle.broker.delivery.SimulatedBroker;
import io.waggle.broker.group.Admissions;
import io.waggle.broker.group.Group;
import io.waggle.client.SimulatedClient;
import io.waggle.client.Simulation;
import io.waggle.client.store.CallRecord;
import io.waggle.client.store.ConversationSummary;
import io.waggle.client.store.GroupNote;
import io.waggle.client.store.HistoryTransfer;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.Place;
import io.waggle.client.store.ShownMessage;
import io.waggle.client.store.TimelineEntry;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.GroupSecret;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Text;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupMember;
import io.waggle.protocol.frame.GroupRole;
import io.waggle.protocol.frame.GroupSend;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Posting;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Four people with their devices, the broker, and the model of what they must see. */
final class World {

    /** Longer than the longest timer, and than any wait of a client or the broker. */
    private static final Duration SETTLING = Duration.ofMinutes(15);

    private static final Duration BETWEEN_WAITS = Duration.ofSeconds(5);
    private static final int MOST_WAITS = 500;
    private static final int ALL = 1_000;
    private static final String LATER_KIND = "of a later version";

    private static final AccountId SHY = new AccountId("dan");

    /** Somebody whose version is a later one, and who only writes. */
    private static final Address LATER = Address.of("eve", "phone");

    final Simulation simulation;
    final SimulatedBroker broker;
    final Model model = new Model();
    final Map<Address, SimulatedClient> clients =
            new TreeMap<>((a, b) -> a.clientId().compareTo(b.clientId()));
    final Set<ConversationId> groups = new LinkedHashSet<>();
    private final Path folder;
    private final Map<String, Integer> acceptedByKind = new TreeMap<>();
    private final List<Address> removed = new ArrayList<>();
    private int accepted;
    private int joined;

    World(long seed, Path folder, Address... devices) {
        simulation = new Simulation(seed);
        broker = new SimulatedBroker(simulation, folder, World::admissions, this::accepted);
        simulation.serve(broker);
        this.folder = folder;
        for (Address device : devices) {
            add(device);
        }
    }

    /** One of them wants to be asked before being in a group. */
    private static CompletableFuture<Admissions> admissions(AccountId by, Collection<AccountId> accounts) {
        return CompletableFuture.completedFuture(
                new Admissions(accounts.contains(SHY) ? Set.of(SHY) : Set.of(), Set.of()));
    }

    private SimulatedClient add(Address device) {
        broker.inbox().open(device).join();
        SimulatedClient client = new SimulatedClient(simulation, device, folder);
        clients.put(device, client);
        return client;
    }

    /** Somebody writes what only a later version can read. */
    void writeLaterContent(AccountId to, MessageId id, ByteString content) {
        List<Recipient.Device> devices = devices(to).stream()
                .map(each -> new Recipient.Device(each.device(), Epoch.NONE, ByteString.EMPTY))
                .toList();
        broker.say(
                LATER,
                new Send(
                        id,
                        ConversationId.direct(LATER.account(), to),
                        List.of(new Recipient(to, devices)),
                        content,
                        Duration.ZERO));
    }

    /** Whether it is with who only writes. */
    boolean isWithLater(SimulatedClient client, ConversationId conversation) {
        return ConversationId.direct(client.device.account(), LATER.account()).equals(conversation);
    }

    /** Another device of the person comes, and asks for what was said before. */
    void join(AccountId account) {
        joined++;
        SimulatedClient client = add(Address.of(account.value(), "new" + joined));
        client.connect();
        client.requestHistory();
    }

    /** The device is gone for good. */
    void remove(Address device) {
        requireNonNull(clients.remove(device)).kill();
        removed.add(device);
        broker.cut(device);
        broker.inbox().remove(device).join();
    }

    List<Address> devices(AccountId account) {
        return clients.keySet().stream()
                .filter(device -> device.account().equals(account))
                .toList();
    }

    /** How many things the broker has accepted. */
    int accepted() {
        return accepted;
    }

    /** What of, by name, and how often. */
    Map<String, Integer> acceptedByKind() {
        return acceptedByKind;
    }

    private void count(Object what) {
        acceptedByKind.merge(
                what instanceof Enum<?> one ? one.name() : what.getClass().getSimpleName(), 1, Integer::sum);
    }

    private void accepted(Address sender, OutboxItem item) {
        accepted++;
        if (item instanceof GroupChange change) {
            count(change.change());
            groups.add(change.group());
        } else if (item instanceof ReceiptUpdate update && update.kind() == ReceiptKind.PLAYED) {
            model.played(sender.account(), update.author(), update.conversation(), update.upTo());
        } else if (item instanceof ReceiptUpdate update && update.kind() == ReceiptKind.READ) {
            model.told(sender, update.author(), update.conversation(), update.upTo());
        } else if (item instanceof Posting posting) {
            DecodedContent content = Model.decode(posting.content());
            count(
                    content instanceof DecodedContent.Known known
                            ? known.content().kind()
                            : content);
            if (content instanceof DecodedContent.Known known
                    && known.content().kind() instanceof Call.Outcome outcome) {
                count(outcome.result());
            }
            Set<AccountId> audience = new TreeSet<>();
            Set<AccountId> admins = new TreeSet<>();
            if (posting instanceof Send send) {
                send.recipients().forEach(recipient -> audience.add(recipient.account()));
            } else if (posting instanceof GroupSend) {
                for (GroupMember member : members(posting.conversation())) {
                    if (member.role().isMember()) {
                        audience.add(member.account());
                    }
                    if (member.role().isAdmin()) {
                        admins.add(member.account());
                    }
                }
            }
            audience.add(sender.account());
            model.accepted(sender, posting.messageId(), posting.conversation(), content, audience, admins);
        }
    }

    /** What people would tell each other: the link of a group as it is now. */
    Optional<GroupSecret> link(ConversationId group) {
        return broker.inbox().group(group).flatMap(Group::link);
    }

    private List<GroupMember> members(ConversationId group) {
        return broker.inbox()
                .group(group)
                .map(found -> List.copyOf(found.entries().values()))
                .orElse(List.of());
    }

    // --- what is

    /** Everybody comes back, and everything that is on its way arrives. */
    void settle() {
        for (SimulatedClient client : clients.values()) {
            if (!client.isAlive()) {
                client.begin();
            }
            client.spare();
            client.connect();
        }
        simulation.runUntil(
                "everybody is online and has sent everything",
                () -> clients.values().stream()
                        .allMatch(client -> client.isAlive() && client.isOnline() && client.undecided() == 0));
        handHistoryOver();
        simulation.run(SETTLING);
        model.letDisappear();
    }

    /** Whoever waits for what was said before gets it from another device of the person; who lost some of it asks anew. */
    private void handHistoryOver() {
        for (int tries = 0; !clients.values().stream().allMatch(World::hasHistory); tries++) {
            assertThat(tries).as("times that somebody waited for history").isLessThan(MOST_WAITS);
            clients.values().forEach(this::goOnWithHistory);
            simulation.run(BETWEEN_WAITS);
        }
    }

    private static Optional<HistoryTransfer> wanted(SimulatedClient client) {
        return client.transfers().stream().filter(HistoryTransfer::wanted).reduce((earlier, later) -> later);
    }

    private static boolean hasHistory(SimulatedClient client) {
        return !wanted(client)
                .filter(transfer -> transfer.state() != HistoryTransfer.State.DONE)
                .isPresent();
    }

    private void goOnWithHistory(SimulatedClient client) {
        for (HistoryTransfer transfer : client.transfers()) {
            if (!transfer.wanted() && transfer.state() == HistoryTransfer.State.WAITING) {
                client.allowHistory(transfer.id());
            }
        }
        wanted(client)
                .filter(transfer -> transfer.state() == HistoryTransfer.State.ENDED
                        || transfer.device()
                                .filter(sender -> !clients.containsKey(new Address(client.device.account(), sender)))
                                .filter(gone -> transfer.state() == HistoryTransfer.State.RUNNING)
                                .isPresent())
                .ifPresent(lost -> client.requestHistory());
    }

    /** Every device shows what the model says. */
    void check(String where) {
        clients.forEach((device, client) -> check(where + ", " + device.clientId(), device, client));
        Map<AccountId, Map<String, String>> seen = new HashMap<>();
        clients.forEach((device, client) -> {
            Map<String, String> timelines = timelines(client);
            Map<String, String> others = seen.putIfAbsent(device.account(), timelines);
            if (others != null) {
                timelines.forEach((conversation, timeline) -> assertThat(timeline)
                        .as(
                                "%s, %s, conversation %s: as on the other devices, with what happened",
                                where, device, conversation)
                        .isEqualTo(others.get(conversation)));
                assertThat(timelines.keySet())
                        .as("%s, %s: conversations", where, device)
                        .isEqualTo(others.keySet());
            }
        });
    }

    private void check(String where, Address device, SimulatedClient client) {
        AccountId account = device.account();
        Map<ConversationId, ConversationSummary> lines = new TreeMap<>();
        client.history().conversations(ALL).forEach(line -> lines.put(line.conversation(), line));
        Set<ConversationId> all = new HashSet<>(model.chats(account).keySet());
        all.addAll(lines.keySet());
        for (ConversationId conversation : all) {
            String here = where + ", conversation " + conversation;
            List<ShownMessage> shown = shown(client, conversation);
            List<Model.Line> expected = model.shown(account, conversation);
            assertThat(shown.stream().map(World::describe).toList())
                    .as(here)
                    .isEqualTo(expected.stream().map(World::describe).toList());
            Optional<ConversationSummary> line = client.history().conversation(conversation);
            Model.Chat chat = model.chat(account, conversation);
            line.ifPresent(it -> {
                assertThat(it.unread()).as(here + ", unread").isEqualTo(model.unread(account, conversation));
                assertThat(List.of(it.mutedUntil(), it.archived(), it.pinnedPlace(), it.markedUnread()))
                        .as(here + ", settings")
                        .isEqualTo(List.of(chat.mutedUntil, chat.archived, chat.pinnedPlace, chat.markedUnread));
                if (!it.group().isPresent()) {
                    assertThat(it.timer()).as(here + ", timer").isEqualTo(chat.timer);
                }
            });
            shown.stream()
                    .filter(message -> message.message().sender().account().equals(account) && !message.deleted())
                    .forEach(message -> assertThat(message.message().status().state())
                            .as(here + ", ticks of " + message.message().id() + ", read by "
                                    + readers(conversation, message.message().ref()))
                            .isIn(expectedStates(
                                    account, conversation, message.message().ref())));
        }
        client.history().calls(ALL).forEach(call -> check(where, account, call));
        checkGroups(where, account, client);
    }

    /** The device that called tells its own story; the others what became of it. */
    private void check(String where, AccountId account, CallRecord call) {
        Optional<Model.Line> line = model.chat(account, call.conversation()).lines.stream()
                .filter(each -> each.ref.equals(call.message()))
                .findFirst();
        Call.Outcome.Result outcome = line.map(each -> each.outcome).orElse(null);
        Set<CallRecord.State> over =
                EnumSet.of(CallRecord.State.ANSWERED, CallRecord.State.ENDED, CallRecord.State.FAILED);
        Set<CallRecord.State> expected = EnumSet.noneOf(CallRecord.State.class);
        if (call.direction() == CallRecord.Direction.OUTGOING) {
            expected.addAll(over);
            expected.add(CallRecord.State.CANCELLED);
            expected.add(CallRecord.State.DECLINED);
        } else if (outcome == Call.Outcome.Result.ANSWERED) {
            expected.addAll(over);
            expected.add(CallRecord.State.ANSWERED_ELSEWHERE);
        } else if (outcome == Call.Outcome.Result.DECLINED) {
            expected.add(CallRecord.State.DECLINED);
        } else if (outcome == Call.Outcome.Result.REPLACED
                || call.direction() == CallRecord.Direction.OUTGOING_ELSEWHERE) {
            expected.add(CallRecord.State.CANCELLED);
        } else {
            expected.add(CallRecord.State.MISSED);
        }
        // of a line that is gone nobody asks any more
        if (line.filter(each -> !each.removed && !each.deleted).isPresent()) {
            assertThat(expected)
                    .as(where + ", call " + call.id() + " with outcome " + outcome)
                    .contains(call.state());
        }
    }

    private void checkGroups(String where, AccountId account, SimulatedClient client) {
        for (ConversationId id : groups) {
            Optional<Group> group = broker.inbox()
                    .group(id)
                    .filter(found ->
                            found.role(account).filter(role -> role.isMember()).isPresent());
            var known = client.history().conversation(id).flatMap(ConversationSummary::group);
            Optional<GroupRole> role = broker.inbox().group(id).flatMap(found -> found.role(account));
            assertThat(known.isPresent())
                    .as(where + ", knows of group " + id + " where it is " + role)
                    .isEqualTo(role.isPresent());
            if (group.isPresent()) {
                assertThat(known.get().version())
                        .as(where + ", version of " + id)
                        .isEqualTo(group.get().version());
                assertThat(known.get().name()).isEqualTo(group.get().name());
                assertThat(known.get().settings()).isEqualTo(group.get().settings());
                assertThat(roles(client.history().members(id)))
                        .as(where + ", members of " + id)
                        .isEqualTo(roles(group.get().entries().values()));
            }
        }
    }

    private static Map<AccountId, GroupRole> roles(Iterable<GroupMember> members) {
        Map<AccountId, GroupRole> roles = new TreeMap<>();
        members.forEach(member -> roles.put(member.account(), member.role()));
        return roles;
    }

    private Map<AccountId, String> readers(ConversationId conversation, MessageRef message) {
        Map<AccountId, String> readers = new TreeMap<>();
        model.audience(message)
                .forEach(account -> readers.put(account, model.readingOf(account, conversation, message)));
        return readers;
    }

    /** One; two where a device was removed after it told its person's others that something was read, maybe before it told the author. */
    private Set<MessageState> expectedStates(AccountId author, ConversationId conversation, MessageRef message) {
        List<AccountId> others = new ArrayList<>(model.audience(message));
        others.remove(author);
        if (others.isEmpty()) {
            return Set.of(MessageState.SENT);
        } else if (others.stream().allMatch(account -> model.hasPlayed(account, conversation, message))) {
            return Set.of(MessageState.PLAYED);
        } else if (!others.stream().allMatch(account -> isRead(account, conversation, message))) {
            return Set.of(MessageState.DELIVERED);
        }
        boolean mayBeUntold = others.stream()
                .anyMatch(account -> model.readOn(account, conversation, message)
                        .filter(removed::contains)
                        .filter(device -> !model.hasTold(device, conversation, message))
                        .isPresent());
        return mayBeUntold ? Set.of(MessageState.READ, MessageState.DELIVERED) : Set.of(MessageState.READ);
    }

    /** A device may be removed after it has told the author, and before it has told the person's others. */
    private boolean isRead(AccountId account, ConversationId conversation, MessageRef message) {
        return model.hasRead(account, conversation, message)
                || removed.stream()
                        .anyMatch(device ->
                                device.account().equals(account) && model.hasTold(device, conversation, message));
    }

    /** What is shown of what the broker accepted; what it refused is on the sending device alone. */
    List<ShownMessage> shown(SimulatedClient client, ConversationId conversation) {
        return client.history().timeline(conversation, Place.NEWEST, ALL).stream()
                .filter(ShownMessage.class::isInstance)
                .map(ShownMessage.class::cast)
                .filter(message -> {
                    boolean failed = message.message().status().state() == MessageState.FAILED;
                    assertThat(failed && model.wasAccepted(message.message().ref()))
                            .as(
                                    "%s shows %s of %s as failed, and it was accepted for %s",
                                    client.device,
                                    message.message(),
                                    conversation,
                                    model.audience(message.message().ref()))
                            .isFalse();
                    return !failed;
                })
                .toList();
    }

    private Map<String, String> timelines(SimulatedClient client) {
        Map<String, String> timelines = new TreeMap<>();
        client.history().conversations(ALL).forEach(line -> {
            StringBuilder text = new StringBuilder();
            for (TimelineEntry entry : client.history().timeline(line.conversation(), Place.NEWEST, ALL)) {
                if (entry instanceof GroupNote note) {
                    text.append('\n').append(note.actor()).append(": ").append(note.effect());
                } else if (entry instanceof ShownMessage message
                        && message.message().status().state() != MessageState.FAILED) {
                    text.append('\n').append(describe(message));
                }
            }
            if (text.length() > 0) {
                timelines.put(line.conversation().toString(), text.toString());
            }
        });
        return timelines;
    }

    private static String describe(ShownMessage message) {
        if (message.deleted()) {
            return message.message().ref().id() + " deleted";
        }
        return describe(
                message.message().ref(),
                message.opened() ? "" : kind(message.message().content()),
                message.text(),
                message.edited(),
                message.reactions(),
                message.votes(),
                message.moved(),
                message.pinned(),
                message.starred(),
                message.opened());
    }

    private static String describe(Model.Line line) {
        if (line.deleted) {
            return line.ref.id() + " deleted";
        }
        return describe(
                line.ref,
                line.opened ? "" : line.content == null ? LATER_KIND : name(line.content),
                Optional.ofNullable(line.text),
                line.edited,
                line.reactions,
                line.votes,
                line.moved,
                line.pinned,
                line.starred,
                line.opened);
    }

    private static String kind(DecodedContent content) {
        return content instanceof DecodedContent.Known known ? name(known.content()) : LATER_KIND;
    }

    private static String name(Content content) {
        return content.kind().getClass().getSimpleName();
    }

    private static String describe(
            MessageRef ref,
            String kind,
            Optional<Text> text,
            boolean edited,
            Map<AccountId, String> reactions,
            Map<AccountId, List<Integer>> votes,
            Object moved,
            boolean pinned,
            boolean starred,
            boolean opened) {
        return ref.id() + " of " + ref.author().clientId() + " " + kind + " \""
                + text.map(Text::body).orElse("") + "\""
                + (edited ? " edited" : "") + " " + new TreeMap<>(reactions) + " " + new TreeMap<>(votes) + " " + moved
                + (pinned ? " pinned" : "") + (starred ? " starred" : "") + (opened ? " opened" : "");
    }
}
