package io.waggle.broker.presence;

import static io.waggle.broker.presence.PresenceFixture.GRACE;
import static io.waggle.broker.presence.PresenceFixture.INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.presence.PresenceFixture.Phone;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random operations on the room against a model that knows no timers, no queue and no state but what each connection has said:
 * connections come, are taken over, go and are lost; people change who may see them.
 */
final class PresenceModelTest {

    private static final int OPERATIONS = 400;
    private static final List<AccountId> ACCOUNTS = List.of(PresenceFixture.accounts("a", "b", "c", "d", "e"));
    private static final List<String> DEVICES = List.of("phone", "tablet");

    private final long seed = Long.getLong("waggle.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final PresenceFixture fixture = new PresenceFixture(256, 1_000, 10_000, 1_000);
    private final List<Connection> connections = new ArrayList<>();
    private final List<String> history = new ArrayList<>();

    /** A connection as the model has it. */
    private static final class Connection {
        private final int number;
        private final Address device;
        private final Phone phone;
        private boolean takenOver;
        private boolean spoke;
        private boolean available;
        private @Nullable Instant heard; // only of one that was available
        private @Nullable Instant ended;
        private Set<AccountId> watches = Set.of();

        Connection(int number, Address device, Phone phone) {
            this.number = number;
            this.device = device;
            this.phone = phone;
        }

        boolean isOpen() {
            return ended == null;
        }

        boolean speaks() {
            return isOpen() && !takenOver;
        }
    }

    @RepeatedTest(30)
    void theRoomIsAsTheModelSays() {
        System.out.println("PresenceModelTest: -Dwaggle.seed=" + seed);
        for (int i = 0; i < OPERATIONS; i++) {
            operate();
            fixture.run();
            assertThat(fixture.room.online()).as("%s", this).isEqualTo((int)
                    ACCOUNTS.stream().filter(this::isOnline).count());
            assertThat(fixture.room.watches())
                    .as("%s", this)
                    .isEqualTo(connections.stream()
                            .filter(Connection::isOpen)
                            .mapToInt(each -> each.watches.size())
                            .sum());
            if (i % 10 == 9) {
                settle();
                check();
            }
        }
        connections.stream().filter(Connection::isOpen).forEach(this::close);
        fixture.advance(GRACE);
        assertThat(fixture.room.online()).as("%s", this).isZero();
        assertThat(fixture.room.watches()).as("%s", this).isZero();
    }

    private void operate() {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> connect();
            case 3, 4, 5 -> any(Connection::speaks).ifPresent(this::set);
            case 6, 7 -> any(Connection::speaks).ifPresent(this::watch);
            case 8 -> any(Connection::isOpen).ifPresent(this::close);
            case 9 -> any(Connection::speaks).ifPresent(this::hear);
            case 10 -> changePolicy();
            default -> advance(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 100 : 12_000)));
        }
    }

    private void connect() {
        Address device =
                new Address(pick(ACCOUNTS), Address.of("x", pick(DEVICES)).device());
        connections.stream()
                .filter(other -> other.isOpen() && other.device.equals(device))
                .forEach(other -> other.takenOver = true); // its end comes later
        connections.add(new Connection(connections.size(), device, fixture.phone(device)));
        note("connect " + device);
    }

    private void set(Connection connection) {
        boolean available = random.nextBoolean();
        if (available || connection.available) {
            connection.heard = fixture.clock.instant();
        }
        connection.spoke = true;
        connection.available = available;
        connection.phone.connection.set(available);
        note(connection.number + " says " + available);
    }

    private void watch(Connection connection) {
        Set<AccountId> accounts = new HashSet<>(ACCOUNTS);
        accounts.removeIf(account -> random.nextBoolean());
        connection.watches = accounts;
        connection.phone.connection.watch(List.copyOf(accounts));
        note(connection.number + " watches " + accounts);
    }

    private void close(Connection connection) {
        connection.ended = fixture.clock.instant();
        connection.phone.close();
        note(connection.number + " ends");
    }

    private void hear(Connection connection) {
        if (connection.available) {
            connection.heard = fixture.clock.instant();
        }
        connection.phone.connection.heard();
        note(connection.number + " is heard");
    }

    private void changePolicy() {
        AccountId one = pick(ACCOUNTS);
        AccountId other = pick(ACCOUNTS);
        if (one.equals(other)) {
            return;
        }
        if (random.nextBoolean()) {
            fixture.policy.hide(one, other);
        } else {
            fixture.policy.show(one, other);
        }
        fixture.changed(random.nextBoolean() ? one : other);
        note(one + " and " + other + (fixture.policy.see(one, other) ? " see" : " do not see") + " each other");
    }

    private void advance(Duration by) {
        fixture.advance(by);
        note("+" + by);
    }

    /** Until all that happened can have been told: nobody's grace has ended a moment ago. */
    private void settle() {
        do {
            advance(INTERVAL.multipliedBy(2));
        } while (connections.stream().anyMatch(each -> each.ended != null && endedAMomentAgo(each.ended.plus(GRACE))));
    }

    private boolean endedAMomentAgo(Instant grace) {
        Instant now = fixture.clock.instant();
        return !grace.isAfter(now) && grace.isAfter(now.minus(INTERVAL.multipliedBy(2)));
    }

    private void check() {
        for (Connection connection : connections) {
            if (connection.isOpen()) {
                Map<AccountId, Presence> expected = new HashMap<>();
                connection.watches.forEach(
                        account -> expected.put(account, expected(connection.device.account(), account)));
                Map<AccountId, Presence> shown = new HashMap<>(connection.phone.shown);
                shown.keySet().retainAll(connection.watches);
                assertThat(shown)
                        .as("connection %s: %s", connection.number, this)
                        .isEqualTo(expected);
            }
        }
    }

    private Presence expected(AccountId viewer, AccountId account) {
        if (!fixture.policy.see(viewer, account)) {
            return Presence.hidden(account);
        }
        return isOnline(account) ? PresenceFixture.online(account) : new Presence(account, false, lastSeen(account));
    }

    /** By what the last connection of each device has said that has said anything. */
    private boolean isOnline(AccountId account) {
        return DEVICES.stream()
                .map(device -> Address.of(account.value(), device))
                .anyMatch(device -> connections.stream()
                        .filter(each -> each.spoke && each.device.equals(device))
                        .max(Comparator.comparing(each -> each.number))
                        .filter(last -> last.available)
                        .filter(last ->
                                last.ended == null || last.ended.plus(GRACE).isAfter(fixture.clock.instant()))
                        .isPresent());
    }

    /** Of who is offline. */
    private Optional<Instant> lastSeen(AccountId account) {
        return connections.stream()
                .filter(each -> each.device.account().equals(account))
                .flatMap(each -> Optional.ofNullable(each.heard).stream())
                .max(Comparator.naturalOrder());
    }

    private Optional<Connection> any(Predicate<Connection> which) {
        List<Connection> some = connections.stream().filter(which).toList();
        return some.isEmpty() ? Optional.empty() : Optional.of(pick(some));
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private void note(String what) {
        history.add(what);
    }

    @Override
    public String toString() {
        return "seed " + seed + ": " + String.join("; ", history);
    }
}
