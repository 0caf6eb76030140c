package io.waggle.broker.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.event.Event;
import io.waggle.protocol.Address;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChangeFeedTest extends OnEachEngine {

    private final AccountChanges changes = new AccountChanges(Clock.systemUTC());
    private final List<AccountChange> done = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();

    ChangeFeedTest(Engine engine) {
        super(engine);
    }

    @Test
    void carriesOutWhatWasNotedBeforeTheStartAndAfterItInItsOrder() {
        List<AccountChange> noted = linked(0, 150);
        note(noted.subList(0, 120));
        try (ChangeFeed feed = feed(done::add)) {
            feed.start();
            note(noted.subList(120, 150));
            await().until(() -> done.size() == 150);
        }
        assertThat(done).containsExactlyElementsOf(noted);
        assertThat(left()).isEmpty();
        assertThat(events).hasSize(150).hasOnlyElementsOfType(Event.AccountChanged.class);
    }

    @Test
    void triesAgainWhatCannotBeCarriedOutNowAndLetsNothingOvertakeIt() {
        List<AccountChange> noted = linked(0, 3);
        AtomicInteger failures = new AtomicInteger();
        note(noted);
        try (ChangeFeed feed = feed(change -> {
            if (change.equals(noted.get(1)) && failures.getAndIncrement() < 2) {
                throw new IllegalStateException("not now");
            }
            done.add(change);
        })) {
            feed.start();
            await().until(() -> done.size() == 3);
        }
        assertThat(done).containsExactlyElementsOf(noted);
        assertThat(events)
                .filteredOn(Event.AccountChangeFailed.class::isInstance)
                .hasSize(2);
    }

    @Test
    void whatIsLeftWhenItIsClosedIsCarriedOutAfterTheNextStart() {
        List<AccountChange> noted = linked(0, 2);
        note(noted);
        try (ChangeFeed feed = feed(change -> {
            throw new IllegalStateException("never");
        })) {
            feed.start();
            await().until(() -> !events.isEmpty());
        }
        assertThat(left()).extracting(AccountChanges.Entry::change).containsExactlyElementsOf(noted);

        try (ChangeFeed feed = feed(done::add)) {
            feed.start();
            await().until(() -> done.size() == 2);
        }
        assertThat(left()).isEmpty();
    }

    private ChangeFeed feed(ChangeFeed.Executor executor) {
        return new ChangeFeed(database, changes, executor, events::add);
    }

    private static List<AccountChange> linked(int from, int to) {
        return IntStream.range(from, to)
                .<AccountChange>mapToObj(i -> new AccountChange.DeviceLinked(Address.of("anna", "d" + i)))
                .toList();
    }

    private void note(List<AccountChange> all) {
        database.write(handle -> {
            all.forEach(change -> changes.add(handle, change));
            return true;
        });
    }

    private List<AccountChanges.Entry> left() {
        return database.read(handle -> changes.next(handle, 1_000));
    }
}
