package io.waggle.broker.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.database.Engine;
import io.waggle.broker.database.OnEachEngine;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.SettableClock;
import io.waggle.protocol.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class LastSeenTest extends OnEachEngine {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final SettableClock clock = new SettableClock(NOW);
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Accounts accounts = new Accounts(Seals.random(), clock);
    private final Devices devices = new Devices(new AccountChanges(clock), 6, clock);

    LastSeenTest(Engine engine) {
        super(engine);
    }

    private Address device() {
        return database.write(handle -> devices.add(
                        handle,
                        accounts.findOrCreate(handle, new EmailAddress("anna@example.org")),
                        new DeviceName("phone"))
                .orElseThrow());
    }

    private Instant lastSeen(Address device) {
        return database.read(handle -> devices.list(handle, device.account())).stream()
                .filter(each -> each.id().equals(device.device()))
                .findAny()
                .orElseThrow()
                .lastSeenAt();
    }

    @Test
    void aDeviceIsSeenWhenItComesAndWhenItGoesAndOnlyTheLastTimeIsWritten() {
        Address phone = device();
        Address tablet = device();
        try (LastSeen seen = new LastSeen(database, clock, events::add)) {
            clock.advance(Duration.ofMinutes(1));
            seen.publish(new Event.Connected(phone, false));
            clock.advance(Duration.ofMinutes(1));
            seen.publish(new Event.Disconnected(phone));
            seen.publish(new Event.Connected(Address.of("developer", "phone"), false));
            assertThat(lastSeen(phone)).as("nothing waits for the database").isEqualTo(NOW);
            seen.flush();
            assertThat(lastSeen(phone)).isEqualTo(NOW.plusSeconds(120));
            assertThat(lastSeen(tablet)).isEqualTo(NOW);

            clock.advance(Duration.ofMinutes(-1));
            seen.publish(new Event.Connected(phone, false));
            seen.flush();
            assertThat(lastSeen(phone)).as("time does not run back").isEqualTo(NOW.plusSeconds(120));
            clock.advance(Duration.ofMinutes(5));
            seen.publish(new Event.Connected(tablet, false));
        }
        assertThat(lastSeen(tablet)).as("written when it is closed").isEqualTo(NOW.plusSeconds(360));
        assertThat(events).isEmpty();
    }

    @Test
    void whatDoesNotFitIsDroppedAndCounted() {
        Address phone = device();
        Address tablet = device();
        clock.advance(Duration.ofMinutes(1));
        try (LastSeen seen = new LastSeen(database, clock, events::add, 1)) {
            seen.publish(new Event.Connected(phone, false));
            seen.publish(new Event.Connected(tablet, false));
            assertThat(events).containsExactly(new Event.LastSeenDropped(1));
            seen.publish(new Event.Disconnected(phone));
            assertThat(events).as("it has its place already").hasSize(1);
        }
        assertThat(lastSeen(phone)).isEqualTo(NOW.plusSeconds(60));
        assertThat(lastSeen(tablet)).isEqualTo(NOW);
    }

    @Test
    void aDatabaseThatIsAwayCostsTheTimesAndNothingElse() {
        Address phone = device();
        LastSeen seen = new LastSeen(database, clock, events::add);
        seen.publish(new Event.Connected(phone, false));
        database.close();
        seen.close();
        assertThat(events).containsExactly(new Event.LastSeenDropped(1));
    }
}
