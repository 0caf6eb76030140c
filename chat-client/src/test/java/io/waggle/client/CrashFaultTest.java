package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.fake.Fault;
import io.waggle.client.fake.Texts;
import io.waggle.client.store.Draft;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.NewMessage;
import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything fails, at moments that a seed decides: processes die before, within and after transactions, connections are
 * cut, PUBACKs are lost, the server crashes and is busy. In the end nothing is lost, nothing is shown twice, and every
 * conversation is in the order of sending.
 */
class CrashFaultTest {

    private static final int MESSAGES_PER_DEVICE = 250;
    private static final Duration TROUBLE = Duration.ofSeconds(250);
    private static final List<CrashableDatabase.Moment> MOMENTS =
            List.of(CrashableDatabase.Moment.BEFORE, CrashableDatabase.Moment.WITHIN, CrashableDatabase.Moment.AFTER);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void losesNothingAndShowsNothingTwiceWhateverDies(long seed) {
        System.out.println("seed " + seed);
        World world = new World(seed);
        world.trouble();
        world.calm();
        world.check();
    }

    private final class World {

        private final long seed;
        private final Simulation simulation;
        private final Map<Address, SimulatedClient> clients = new LinkedHashMap<>();
        private final Map<Address, Ledger> ledgers = new HashMap<>();
        private final Map<ConversationId, List<AccountId>> conversations = new LinkedHashMap<>();
        private boolean calm;
        private int deaths;
        private int cuts;

        World(long seed) {
            this.seed = seed;
            this.simulation = new Simulation(seed);
            for (String id : List.of("ann/phone", "ann/laptop", "bob/phone", "cy/phone", "cy/tablet")) {
                add(Address.fromClientId(id).orElseThrow());
            }
            List<AccountId> all = List.of(new AccountId("ann"), new AccountId("bob"), new AccountId("cy"));
            conversations.put(new ConversationId(7, 7), all);
            for (AccountId one : all) {
                for (AccountId other : all) {
                    if (one.compareTo(other) < 0) {
                        conversations.put(ConversationId.direct(one, other), List.of(one, other));
                    }
                }
            }
            simulation.server.setFaults((device, frame) -> calm ? Fault.NONE : fault());
        }

        private void add(Address device) {
            ledgers.put(device, new Ledger());
            SimulatedClient client = new SimulatedClient(
                    simulation,
                    device,
                    directory,
                    options -> options.withBackoff(Duration.ofMillis(20), Duration.ofMillis(500)));
            clients.put(device, client);
            begin(client, false);
        }

        private void begin(SimulatedClient client, boolean again) {
            if (again) {
                client.begin(new Recorder());
            }
            ledger(client.device).begin(client, simulation);
            client.connect();
        }

        private Fault fault() {
            int dice = simulation.random.nextInt(100);
            if (dice < 3) {
                return Fault.CUT_BEFORE;
            }
            if (dice < 7) {
                return Fault.CUT_AFTER;
            }
            return dice < 9 ? Fault.BUSY : Fault.NONE;
        }

        void trouble() {
            for (SimulatedClient client : clients.values()) {
                for (int i = 0; i < MESSAGES_PER_DEVICE; i++) {
                    at(random(TROUBLE), () -> send(client));
                }
                for (Duration time = random(Duration.ofSeconds(10));
                        time.compareTo(TROUBLE) < 0;
                        time = time.plus(random(Duration.ofSeconds(10)))) {
                    at(time, () -> disturb(client));
                }
            }
            for (int i = 0; i < 10; i++) {
                at(random(TROUBLE), simulation.server::crash);
            }
            simulation.run(TROUBLE);
        }

        private void disturb(SimulatedClient client) {
            if (!client.isAlive()) {
                return;
            }
            int dice = simulation.random.nextInt(5);
            if (dice == 0) {
                cuts++;
                simulation.server.cut(client.device);
            } else if (dice == 1) {
                died(client, client::kill);
            } else if (dice == 2) {
                simulation.server.redeliver(client.device);
            } else if (dice == 3) {
                simulation.server.skip(client.device);
            } else {
                client.dieAt(
                        1 + simulation.random.nextInt(20),
                        MOMENTS.get(simulation.random.nextInt(MOMENTS.size())),
                        dead -> died(dead, () -> {}));
            }
        }

        private void died(SimulatedClient client, Runnable kill) {
            kill.run();
            deaths++;
            at(random(Duration.ofSeconds(3)), () -> begin(client, true));
        }

        private void send(SimulatedClient client) {
            if (!client.isAlive()) {
                return;
            }
            List<ConversationId> own = conversations.entrySet().stream()
                    .filter(entry -> entry.getValue().contains(client.device.account()))
                    .map(Map.Entry::getKey)
                    .toList();
            ConversationId conversation = own.get(simulation.random.nextInt(own.size()));
            List<AccountId> to = new ArrayList<>(conversations.getOrDefault(conversation, List.of()));
            to.remove(client.device.account());
            Ledger ledger = ledger(client.device);
            int number = ledger.next++;
            MessageId id = client.newId();
            Draft draft = Draft.to(conversation, to, Texts.content(Integer.toString(number)));
            var unused = client.core
                    .send(new NewMessage(id, simulation.clock().instant(), draft))
                    .thenRun(() -> ledger.promised.put(number, new Promise(id, conversation)));
        }

        /** No faults any more: everybody comes back, and everything arrives. */
        void calm() {
            calm = true;
            simulation.run(Duration.ofMinutes(1));
            for (SimulatedClient client : clients.values()) {
                client.database.dieAt(Integer.MAX_VALUE, CrashableDatabase.Moment.BEFORE);
                if (!client.isAlive()) {
                    begin(client, true);
                }
            }
            simulation.run(Duration.ofSeconds(30));
            simulation.server.redeliverAll();
            simulation.run(Duration.ofMinutes(2));
        }

        void check() {
            String world = "seed " + seed + ", " + deaths + " deaths, " + cuts + " cuts";
            System.out.println(world);
            assertThat(deaths).as(world).isGreaterThan(40);
            for (SimulatedClient sender : clients.values()) {
                checkSender(world, sender);
                for (SimulatedClient recipient : clients.values()) {
                    if (recipient != sender) {
                        checkRecipient(world, sender, recipient);
                    }
                }
            }
            ledgers.forEach((device, ledger) -> assertThat(ledger.wrong)
                    .as("%s: shown to %s against the rules", world, device)
                    .isEmpty());
        }

        private void checkSender(String world, SimulatedClient sender) {
            assertThat(sender.store.outboxSize())
                    .as("%s: outbox of %s", world, sender.device)
                    .isZero();
            Ledger ledger = ledger(sender.device);
            assertThat(ledger.promised.size()).as(world).isGreaterThan(MESSAGES_PER_DEVICE / 2);
            ledger.promised.forEach(
                    (number, promise) -> assertThat(sender.store.history().sent(promise.id()))
                            .as("%s: message %s of %s", world, number, sender.device)
                            .map(message -> message.status().state())
                            .contains(MessageState.DELIVERED));
        }

        private void checkRecipient(String world, SimulatedClient sender, SimulatedClient recipient) {
            Ledger ledger = ledger(sender.device);
            conversations.forEach((conversation, members) -> {
                if (!members.contains(recipient.device.account()) || !members.contains(sender.device.account())) {
                    return;
                }
                List<Integer> numbers = Texts.messages(recipient.store.history(), conversation).stream()
                        .filter(message -> message.sender().equals(sender.device))
                        .map(message -> Integer.parseInt(Texts.of(message)))
                        .toList();
                String where = world + ": from " + sender.device + " to " + recipient.device;
                assertThat(numbers).as(where + ", order").isSorted();
                assertThat(numbers).as(where + ", once").doesNotHaveDuplicates();
                List<Integer> promised = ledger.promised.entrySet().stream()
                        .filter(entry -> entry.getValue().conversation().equals(conversation))
                        .map(Map.Entry::getKey)
                        .toList();
                assertThat(numbers).as(where + ", nothing lost").containsAll(promised);
            });
        }

        private Ledger ledger(Address device) {
            return Objects.requireNonNull(ledgers.get(device));
        }

        private void at(Duration delay, Runnable task) {
            simulation.after(delay, task);
        }

        private Duration random(Duration bound) {
            return Duration.ofMillis(1 + simulation.random.nextInt((int) bound.toMillis()));
        }
    }

    private record Promise(MessageId id, ConversationId conversation) {}

    /** What one device was promised when it sent, and what its listener was shown. */
    private static final class Ledger {

        private int next;
        private final Map<Integer, Promise> promised = new LinkedHashMap<>();
        private final Set<MessageId> acknowledged = new HashSet<>();
        private final List<String> wrong = new ArrayList<>();

        /** A new process: it may show again what was not acknowledged, in order, once. */
        void begin(SimulatedClient client, Simulation simulation) {
            Set<MessageId> shown = new HashSet<>();
            long[] last = {0};
            client.listener.onMessage = message -> {
                if (!shown.add(message.id())) {
                    wrong.add("twice in one process: " + message);
                }
                if (acknowledged.contains(message.id())) {
                    wrong.add("although acknowledged: " + message);
                }
                if (message.position() <= last[0]) {
                    wrong.add("out of order: " + message);
                }
                last[0] = message.position();
                simulation.after(Duration.ofMillis(simulation.random.nextInt(50)), () -> acknowledge(client, message));
            };
        }

        private void acknowledge(SimulatedClient client, StoredMessage message) {
            if (client.isAlive()) {
                client.core.acknowledge(message).thenRun(() -> acknowledged.add(message.id()));
            }
        }
    }
}
