package io.waggle.broker.presence;

import io.waggle.broker.config.PresenceConfig;
import io.waggle.broker.contact.PresencePolicy;
import io.waggle.broker.contact.PresencePolicy.Sight;
import io.waggle.broker.delivery.Lane;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.Presence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is there, and who is told. All state that is not volatile or atomic belongs to one thread of its own; the public methods are for
 * any thread, hand over and return.
 *
 * <p>Everything is bounded: what connections say, by the connections (of each the last counts); watches, per connection, per account
 * and in all; tellings, by an interval per connection; questions to the database, by who watches and is watched, one at a time.
 *
 * <p>Two accounts see each other or neither does ({@link PresencePolicy}). That is found out when a watch begins, and again when
 * one of the two has changed something; what it turned out to be stays until then. What cannot be found out is hidden, and asked
 * again.
 */
public final class PresenceRoom implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PresenceRoom.class);

    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    private final PresenceConfig config;
    private final PresencePolicy policy;
    private final Predicate<AccountId> connected;
    private final Clock clock;
    private final Events events;
    private final ScheduledExecutorService thread;
    private final AtomicLong lastNumber = new AtomicLong();

    /** Connections that have said something, each once. */
    private final Queue<PresenceConnection> spoken = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean taking = new AtomicBoolean();

    private final People people = new People();
    private final LastSeenTimes lastSeen;
    private final Whereabouts whereabouts;
    private final Watching watching;
    private final Questions questions = new Questions();
    private boolean asking;

    /**
     * A room that nobody is in.
     *
     * @param connected whether a device of the account is connected, available or not
     */
    public PresenceRoom(
            PresenceConfig config, PresencePolicy policy, Predicate<AccountId> connected, Clock clock, Events events) {
        this(config, policy, connected, clock, events, newThread());
    }

    PresenceRoom(
            PresenceConfig config,
            PresencePolicy policy,
            Predicate<AccountId> connected,
            Clock clock,
            Events events,
            ScheduledExecutorService thread) {
        this.config = config;
        this.policy = policy;
        this.connected = connected;
        this.clock = clock;
        this.events = events;
        this.thread = thread;
        this.lastSeen = new LastSeenTimes(config.maxLastSeen());
        this.watching = new Watching(config, people, events);
        this.whereabouts = new Whereabouts(
                people, lastSeen, config.offlineGrace(), this::schedule, person -> person.watches.forEach(this::mark));
    }

    private static ScheduledExecutorService newThread() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "waggle-presence"));
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // after close
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    // --- from any thread

    /** A device has connected. Whoever owns the connection closes this with it. */
    public PresenceConnection connect(Lane lane) {
        return connect(lane.device(), lane::tell);
    }

    PresenceConnection connect(Address device, Teller teller) {
        return new PresenceConnection(this, lastNumber.incrementAndGet(), device, teller);
    }

    /** How many accounts a connection may watch. */
    int most() {
        return config.watchesPerConnection();
    }

    long millis() {
        return clock.millis();
    }

    /** The connection has said something, or has ended. */
    void take(PresenceConnection connection) {
        spoken.add(connection);
        if (taking.compareAndSet(false, true)) {
            thread.execute(this::takeAll);
        }
    }

    /** The account lets others see it than before, or knows or blocks others. Completes when that is noted. */
    public CompletableFuture<Void> changed(AccountId account) {
        return note(() -> askAnew(account));
    }

    /** The account is gone. Completes when that is noted. */
    public CompletableFuture<Void> deleted(AccountId account) {
        return note(() -> {
            whereabouts.forget(account);
            askAnew(account);
        });
    }

    private CompletableFuture<Void> note(Runnable task) {
        CompletableFuture<Void> noted = new CompletableFuture<>();
        thread.execute(() -> {
            contain(task);
            noted.complete(null);
        });
        return noted;
    }

    /** How many accounts are watched, over all connections. */
    public int watches() {
        return watching.count();
    }

    /** How many accounts are online. */
    public int online() {
        return whereabouts.online();
    }

    /** Of how many accounts is known when somebody was last there. */
    public int lastSeenKept() {
        return lastSeen.count();
    }

    // --- on the room's thread

    /** A fault in one thing must not end the others. */
    private static void contain(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("Something about presence failed", e);
        }
    }

    private Future<?> schedule(Runnable task, Duration delay) {
        return thread.schedule(() -> contain(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void takeAll() {
        taking.set(false);
        for (PresenceConnection next = spoken.poll(); next != null; next = spoken.poll()) {
            PresenceConnection connection = next;
            connection.taken();
            contain(() -> takeWhatItSaid(connection));
        }
    }

    private void takeWhatItSaid(PresenceConnection connection) {
        if (connection.left) {
            return;
        }
        boolean ended = connection.isClosed(); // first: what was said before is then seen
        List<AccountId> wanted = connection.takeWanted();
        whereabouts.take(connection);
        if (ended) {
            connection.left = true;
            watching.leave(connection);
            whereabouts.leave(connection);
            forgetQuestion(connection.account());
        } else if (wanted != null) {
            watching.replace(connection, wanted);
            questions.add(connection.account());
            ask();
            tell(connection);
        }
    }

    /** Of who neither watches nor is watched there is nothing to find out. */
    private void forgetQuestion(AccountId account) {
        if (!watching.concerns(account)) {
            questions.remove(account);
        }
    }

    // --- who sees whom

    private void askAnew(AccountId account) {
        Set<Watch> watches = watching.of(account);
        if (!watches.isEmpty()) {
            watches.forEach(watch -> watch.isOpen = true);
            questions.add(account);
            ask();
        }
    }

    /** One question at a time; those that have become needless meanwhile are left out. */
    private void ask() {
        while (!asking) {
            Optional<AccountId> next = questions.next();
            if (next.isEmpty()) {
                return;
            }
            ask(next.get());
        }
    }

    private void ask(AccountId account) {
        Set<AccountId> others = new LinkedHashSet<>();
        for (Watch watch : watching.of(account)) {
            if (watch.isOpen) {
                watch.isOpen = false;
                others.add(watch.other(account));
            }
        }
        if (others.isEmpty()) {
            return;
        }
        asking = true;
        var unused = policy.of(account, others)
                .whenComplete((sight, failure) -> thread.execute(() -> {
                    contain(() -> answered(account, others, sight));
                    askNextAfter(sight == null ? ASK_AGAIN_AFTER : Duration.ZERO);
                }));
    }

    private void askNextAfter(Duration delay) {
        var unused = schedule(this::askNext, delay);
    }

    private void askNext() {
        asking = false;
        ask();
    }

    /** @param sight null if it could not be found out */
    private void answered(AccountId account, Set<AccountId> others, @Nullable Sight sight) {
        if (sight == null) {
            events.publish(new Event.PresenceUndecided(others.size()));
            questions.add(account);
        } else {
            sight.lastSeen().forEach(this::fallBackOn);
        }
        Set<PresenceConnection> waiting = new LinkedHashSet<>();
        for (Watch watch : watching.of(account)) {
            AccountId other = watch.other(account);
            if (watch.isOpen || !others.contains(other)) {
                continue; // it has changed meanwhile, and is asked again
            }
            if (!watch.isAnswered) {
                waiting.add(watch.watcher);
            }
            watch.isOpen = sight == null;
            watch.isAnswered = true;
            watch.isVisible = sight != null && sight.seeing().contains(other);
            mark(watch);
        }
        waiting.forEach(this::tell);
    }

    /**
     * Of an account that was not there since the start. A device that is connected has come back since: its time says nothing of when
     * somebody was there.
     */
    private void fallBackOn(AccountId account, Instant at) {
        if (lastSeen.of(account).isEmpty() && !isHere(account)) {
            lastSeen.seen(account, at);
        }
    }

    /** Online, or connected at least. */
    private boolean isHere(AccountId account) {
        Person person = people.find(account);
        try {
            return (person != null && person.isOnline()) || connected.test(account);
        } catch (InboxUnavailable e) {
            return true; // nothing is told then
        }
    }

    // --- what is told

    /** Something may have changed for a watch: it is told when its turn comes. */
    private void mark(Watch watch) {
        PresenceConnection connection = watch.watcher;
        connection.dirty.add(watch);
        if (!connection.rests) {
            connection.rests = true;
            var unused = schedule(() -> tellChanges(connection), Duration.ZERO);
        }
    }

    /** Tells what has changed and rests, until nothing has. */
    private void tellChanges(PresenceConnection connection) {
        if (tell(connection)) {
            var unused = schedule(() -> tellChanges(connection), config.interval());
        } else {
            connection.rests = false;
        }
    }

    /** @return whether there was anything to tell */
    private boolean tell(PresenceConnection connection) {
        if (connection.left) {
            return false;
        }
        List<Presence> news = new ArrayList<>();
        connection.refused.forEach(account -> news.add(Presence.hidden(account)));
        connection.refused = List.of();
        for (Watch watch : connection.dirty) {
            Presence now = presence(watch);
            if (watch.isAnswered && !now.equals(watch.told)) {
                watch.told = now;
                news.add(now);
            }
        }
        connection.dirty.clear();
        if (news.isEmpty()) {
            return false;
        }
        connection.teller().tell(news, connection.anew);
        connection.anew = false;
        return true;
    }

    private Presence presence(Watch watch) {
        AccountId account = watch.person.account;
        if (!watch.isVisible) {
            return Presence.hidden(account);
        }
        boolean isOnline = watch.person.isOnline();
        return new Presence(account, isOnline, isOnline ? Optional.empty() : lastSeen.of(account));
    }

    /** Ends the thread: nothing is told from then on. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            var unused = thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
