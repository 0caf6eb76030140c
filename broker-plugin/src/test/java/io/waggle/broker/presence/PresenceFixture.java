package io.waggle.broker.presence;

import io.waggle.broker.config.PresenceConfig;
import io.waggle.broker.contact.PresencePolicy;
import io.waggle.broker.delivery.ManualScheduler;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A presence room with its time, its thread and its database in the test's hand. */
final class PresenceFixture {

    static final Duration INTERVAL = Duration.ofMillis(500);
    static final Duration GRACE = Duration.ofSeconds(10);

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-27T12:00:00Z"));
    final ManualScheduler scheduler = new ManualScheduler();
    final List<Event> events = new ArrayList<>();
    final Set<AccountId> connected = new HashSet<>();
    final FakePolicy policy = new FakePolicy();
    final PresenceRoom room;

    PresenceFixture(int watchesPerConnection, int watchersPerAccount, int maxWatches, int maxLastSeen) {
        room = new PresenceRoom(
                new PresenceConfig(watchesPerConnection, watchersPerAccount, maxWatches, maxLastSeen, INTERVAL, GRACE),
                policy,
                connected::contains,
                clock,
                events::add,
                scheduler);
    }

    /** Everybody sees everybody but those who are hidden from each other. Answers at once, or when the test says so. */
    static final class FakePolicy implements PresencePolicy {

        private final Set<Set<AccountId>> hidden = new HashSet<>();
        private final List<Runnable> held = new ArrayList<>();
        final Map<AccountId, Instant> lastSeen = new HashMap<>();
        final List<Set<AccountId>> asked = new ArrayList<>();
        boolean holds;
        boolean fails;

        void hide(AccountId one, AccountId other) {
            hidden.add(Set.of(one, other));
        }

        void show(AccountId one, AccountId other) {
            hidden.remove(Set.of(one, other));
        }

        boolean see(AccountId one, AccountId other) {
            return one.equals(other) || !hidden.contains(Set.of(one, other));
        }

        @Override
        public CompletableFuture<Sight> of(AccountId account, Collection<AccountId> others) {
            asked.add(Set.copyOf(others));
            if (fails) {
                return CompletableFuture.failedFuture(new IllegalStateException("no database"));
            }
            Set<AccountId> seeing =
                    others.stream().filter(other -> see(account, other)).collect(Collectors.toSet());
            Map<AccountId, Instant> times = new HashMap<>(lastSeen);
            times.keySet().removeIf(each -> !seeing.contains(each) && !each.equals(account));
            CompletableFuture<Sight> answer = new CompletableFuture<>();
            Runnable answering = () -> answer.complete(new Sight(seeing, times));
            if (holds) {
                held.add(answering);
            } else {
                answering.run();
            }
            return answer;
        }

        void answer() {
            List<Runnable> answers = List.copyOf(held);
            held.clear();
            answers.forEach(Runnable::run);
        }
    }

    /** A connection, and what its device has been told. */
    final class Phone {

        final PresenceConnection connection;

        /** Each telling. */
        final List<List<Presence>> told = new ArrayList<>();

        /** What is known of each account by what was told. */
        final Map<AccountId, Presence> shown = new HashMap<>();

        int begunAnew;

        Phone(Address device) {
            connection = room.connect(device, this::tell);
        }

        private void tell(List<Presence> presence, boolean anew) {
            told.add(presence);
            presence.forEach(each -> shown.put(each.account(), each));
            begunAnew += anew ? 1 : 0;
        }

        Phone available() {
            connection.set(true);
            run();
            return this;
        }

        Phone unavailable() {
            connection.set(false);
            run();
            return this;
        }

        Phone watch(AccountId... accounts) {
            connection.watch(List.of(accounts));
            run();
            return this;
        }

        void close() {
            connection.close();
            run();
        }

        Presence shown(AccountId account) {
            return Optional.ofNullable(shown.get(account))
                    .orElseThrow(() -> new AssertionError("nothing was told of " + account));
        }
    }

    Phone phone(Address device) {
        return new Phone(device);
    }

    void run() {
        scheduler.run();
    }

    /** The account has changed something, and that has been noted. */
    void changed(AccountId account) {
        CompletableFuture<Void> noted = room.changed(account);
        run();
        if (!noted.isDone()) {
            throw new AssertionError("not noted");
        }
    }

    /** Moves both clocks on, in steps, so that what is due sees its own time. */
    void advance(Duration by) {
        Duration left = by;
        while (!left.isZero()) {
            Duration step = left.compareTo(INTERVAL) < 0 ? left : INTERVAL;
            clock.advance(step);
            scheduler.advance(step);
            left = left.minus(step);
        }
    }

    static Presence online(AccountId account) {
        return new Presence(account, true, Optional.empty());
    }

    static Presence seen(AccountId account, Instant at) {
        return new Presence(account, false, Optional.of(at));
    }

    static AccountId account(String name) {
        return new AccountId(name);
    }

    static AccountId[] accounts(String... names) {
        return Arrays.stream(names).map(AccountId::new).toArray(AccountId[]::new);
    }
}
