package io.waggle.broker.lifecycle;

import io.waggle.broker.account.ExportSection;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.AccountAction.Action;
import io.waggle.broker.event.Event.AccountAction.Actor;
import io.waggle.broker.event.Events;
import io.waggle.protocol.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything that the server has about a person, for them. An export is written while it is read, so whoever takes it slowly keeps
 * a thread busy: there are few at once, one at most of each account, and each ends after a while. For any thread.
 */
public final class AccountExport {

    /** What the sections and their members are; a section that is added does not change it. */
    public static final int FORMAT = 1;

    /** How many may run at once. */
    public static final int AT_ONCE = 4;

    /** After this it is broken off. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final List<ExportSection> sections;
    private final Clock clock;
    private final Events events;
    private final Set<AccountId> running = ConcurrentHashMap.newKeySet();

    /** @throws IllegalArgumentException if two sections have the same name */
    public AccountExport(List<ExportSection> sections, Clock clock, Events events) {
        this.sections = List.copyOf(sections);
        this.clock = clock;
        this.events = events;
        if (sections.stream().map(ExportSection::name).distinct().count() != sections.size()) {
            throw new IllegalArgumentException("two sections of the export have the same name");
        }
    }

    /** An export that has begun; whoever has it must close it. */
    public final class Running implements AutoCloseable {

        private final AccountId account;
        private final Instant startedAt;

        private Running(AccountId account, Instant startedAt) {
            this.account = account;
            this.startedAt = startedAt;
        }

        public AccountId account() {
            return account;
        }

        public Instant startedAt() {
            return startedAt;
        }

        /** What it consists of, in this order. */
        public List<ExportSection> sections() {
            return sections;
        }

        /** Whether it has taken too long and is to be broken off. */
        public boolean isOverdue() {
            return clock.instant().isAfter(startedAt.plus(PATIENCE));
        }

        /** It is all written. */
        public void finished() {
            events.publish(new Event.AccountAction(account, Action.EXPORTED, Actor.OWNER));
        }

        @Override
        public void close() {
            running.remove(account);
        }
    }

    /** Begins an export; nothing if as many run as may, or one of the account. */
    public synchronized Optional<Running> begin(AccountId account) {
        return running.size() < AT_ONCE && running.add(account)
                ? Optional.of(new Running(account, clock.instant()))
                : Optional.empty();
    }

    /** The sections. */
    List<ExportSection> sections() {
        return sections;
    }
}
