package io.waggle.broker.presence;

import static io.waggle.broker.presence.PresenceFixture.GRACE;
import static io.waggle.broker.presence.PresenceFixture.INTERVAL;
import static io.waggle.broker.presence.PresenceFixture.online;
import static io.waggle.broker.presence.PresenceFixture.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.WatchRefused.Crowded;
import io.waggle.broker.presence.PresenceFixture.Phone;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.Presence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The room with time, thread and database in the test's hand. Anna watches, Bob comes and goes. */
final class PresenceRoomTest {

    private static final Address ANNAS = Address.of("anna", "phone");
    private static final Address BOBS = Address.of("bob", "phone");
    private static final Address BOBS_TABLET = Address.of("bob", "tablet");
    private static final AccountId ANNA = ANNAS.account();
    private static final AccountId BOB = BOBS.account();
    private static final AccountId CARL = new AccountId("carl");

    private final PresenceFixture fixture = new PresenceFixture(256, 3, 6, 2);

    // --- being there

    @Test
    void aConnectionBeginsUnavailableAndIsOnlineWhenItSaysSo() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone bob = fixture.phone(BOBS);
        fixture.run();
        assertThat(anna.shown(BOB)).isEqualTo(Presence.hidden(BOB));

        bob.available();
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));
        assertThat(fixture.room.online()).isOne();
    }

    @Test
    void whoPutsTheDeviceAwayIsOfflineAtOnceAndWasSeenThen() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone bob = fixture.phone(BOBS).available();
        fixture.advance(Duration.ofMinutes(3));
        Instant away = fixture.clock.instant();
        bob.unavailable();

        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, away));
        assertThat(fixture.room.online()).isZero();
    }

    @Test
    void anAccountIsOnlineWhileAnyOfItsDevicesIs() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone phone = fixture.phone(BOBS).available();
        Phone tablet = fixture.phone(BOBS_TABLET).available();
        fixture.advance(INTERVAL);
        phone.unavailable();
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));

        tablet.unavailable();
        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, fixture.clock.instant()));
        assertThat(anna.told).as("that one of two goes is nothing to tell").hasSize(3);
    }

    @Test
    void whoseConnectionIsLostStaysOnlineForTheGraceAndWasSeenWhenItWasLastHeard() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone bob = fixture.phone(BOBS).available();
        fixture.advance(Duration.ofSeconds(40));
        bob.connection.heard();
        Instant heard = fixture.clock.instant();
        fixture.advance(Duration.ofSeconds(90)); // half-open, until the keep alive ends it
        bob.close();
        fixture.advance(GRACE.minusMillis(1));
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));

        fixture.advance(Duration.ofMillis(1));
        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, heard));
    }

    @Test
    void aPhoneThatComesBackWithinTheGraceDoesNotFlicker() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        fixture.phone(BOBS).available().close();
        fixture.advance(GRACE.minusMillis(1));
        Phone again = fixture.phone(BOBS).watch(CARL);
        again.available();
        fixture.advance(GRACE.multipliedBy(3));

        assertThat(anna.told).containsExactly(List.of(Presence.hidden(BOB)), List.of(online(BOB)));
    }

    @Test
    void aPhoneThatComesBackInAPocketEndsTheGrace() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        fixture.phone(BOBS).available().close();
        Instant lost = fixture.clock.instant();
        fixture.advance(Duration.ofSeconds(1));
        fixture.phone(BOBS).unavailable();

        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, lost));
    }

    @Test
    void whoSaysUnavailableAndGoesHasNoGrace() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone bob = fixture.phone(BOBS).available();
        fixture.advance(INTERVAL);
        bob.connection.set(false);
        bob.close();

        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, fixture.clock.instant()));
    }

    @Test
    void theEndOfAConnectionThatWasTakenOverTouchesNothingOfTheNewOne() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone old = fixture.phone(BOBS).available();
        Phone taking = fixture.phone(BOBS).available();
        old.close();
        fixture.advance(GRACE.multipliedBy(2));
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));
        assertThat(anna.told).hasSize(2);

        taking.unavailable();
        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, fixture.clock.instant()));
    }

    @Test
    void whatAConnectionThatWasTakenOverSaidCountsNoMoreHoweverLateItsEndComes() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone old = fixture.phone(BOBS).available();
        fixture.advance(INTERVAL);
        Phone taking = fixture.phone(BOBS).unavailable();
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB).online()).as("the new one is in a pocket").isFalse();

        old.connection.set(true);
        old.close();
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB).online()).isFalse();
        taking.available();
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));
    }

    @Test
    void theLateEndOfAnOldConnectionEndsNoGraceOfTheNewOne() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone old = fixture.phone(BOBS).unavailable();
        fixture.phone(BOBS).available().close();
        old.close();
        fixture.advance(GRACE.minusMillis(1));
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));

        fixture.advance(Duration.ofMillis(1));
        assertThat(anna.shown(BOB).online()).isFalse();
    }

    @Test
    void whatAnOldConnectionSaysLateIsNotHeard() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone old = fixture.phone(BOBS);
        fixture.phone(BOBS).available().close();
        old.available();
        fixture.advance(GRACE);

        assertThat(anna.shown(BOB).online()).isFalse();
    }

    @Test
    void theEndOfAConnectionThatNeverSpokeEndsNoGrace() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        fixture.phone(BOBS).available().close();
        fixture.phone(BOBS).close();
        fixture.advance(GRACE.minusMillis(1));

        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));
    }

    @Test
    void ofWhatIsSaidBeforeItIsTakenTheLastCounts() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone bob = fixture.phone(BOBS);
        for (int i = 0; i < 1_000; i++) {
            bob.connection.set(i % 2 == 0);
            bob.connection.watch(List.of(CARL, new AccountId("x" + i)));
        }
        fixture.run();

        assertThat(anna.told).as("never online, as far as anybody could see").hasSize(1);
        assertThat(bob.shown.keySet()).containsExactlyInAnyOrder(CARL, new AccountId("x999"));
        assertThat(fixture.room.watches()).isEqualTo(3);
    }

    // --- watching

    @Test
    void everyAccountThatIsNamedIsToldAlsoWhenItWasWatchedBefore() {
        fixture.phone(BOBS).available();
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        anna.watch(BOB, CARL);

        assertThat(anna.told)
                .containsExactly(List.of(online(BOB)), List.of(online(BOB)), List.of(Presence.hidden(CARL)));
        assertThat(fixture.policy.asked).as("only of the new one").containsExactly(Set.of(BOB), Set.of(CARL));
        assertThat(anna.begunAnew).isEqualTo(2);

        anna.watch(CARL, BOB);
        assertThat(anna.told).hasSize(4);
        assertThat(fixture.policy.asked).as("of nobody").hasSize(2);
    }

    @Test
    void nothingIsToldOfWhoIsNotWatchedAnyMore() {
        Phone anna = fixture.phone(ANNAS).watch(BOB).watch(CARL).watch();
        fixture.phone(BOBS).available();
        fixture.advance(INTERVAL);

        assertThat(anna.shown(BOB)).isEqualTo(Presence.hidden(BOB));
        assertThat(fixture.room.watches()).isZero();
    }

    @Test
    void watchesEndWithTheConnection() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        anna.close();
        fixture.phone(BOBS).available();
        fixture.advance(INTERVAL);

        assertThat(anna.told).hasSize(1);
        assertThat(fixture.room.watches()).isZero();
    }

    @Test
    void changesAreToldAtMostOnceInAnIntervalAndThenAsTheyAre() {
        Phone anna = fixture.phone(ANNAS).watch(BOB, CARL);
        Phone bob = fixture.phone(BOBS);
        Phone carl = fixture.phone(Address.of("carl", "phone"));
        fixture.advance(INTERVAL);
        int before = anna.told.size();
        for (int i = 0; i < 25; i++) {
            bob.available();
            carl.available();
            bob.unavailable();
            fixture.advance(Duration.ofMillis(20));
        }
        assertThat(anna.told.size() - before)
                .as("in the half second of the first, and at its end")
                .isLessThanOrEqualTo(2);
        fixture.advance(INTERVAL);
        assertThat(anna.shown(CARL)).isEqualTo(online(CARL));
        assertThat(anna.shown(BOB).online()).isFalse();
    }

    @Test
    void whatIsAgainAsItWasToldIsNotTold() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone bob = fixture.phone(BOBS).available();
        bob.unavailable();
        bob.available();
        fixture.advance(INTERVAL.multipliedBy(3));

        assertThat(anna.told).containsExactly(List.of(Presence.hidden(BOB)), List.of(online(BOB)));
    }

    // --- who sees whom

    @Test
    void whoIsHiddenLooksLikeOneWhoWasNeverSeenHoweverLongTheyAreThere() {
        fixture.policy.hide(ANNA, BOB);
        fixture.policy.lastSeen.put(BOB, Instant.EPOCH);
        Phone bob = fixture.phone(BOBS).available();
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        bob.unavailable().available().close();
        fixture.advance(GRACE.multipliedBy(2));

        assertThat(anna.told).containsExactly(List.of(Presence.hidden(BOB)));
    }

    @Test
    void nothingIsToldUntilItIsKnownWhoMaySeeWhom() {
        fixture.policy.holds = true;
        fixture.phone(BOBS).available();
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        assertThat(anna.told).isEmpty();

        fixture.policy.answer();
        fixture.run();
        assertThat(anna.told).containsExactly(List.of(online(BOB)));
    }

    @Test
    void aChangeIsSeenByBothWhoWatchEachOther() {
        Phone anna = fixture.phone(ANNAS).available().watch(BOB);
        Phone bob = fixture.phone(BOBS).available().watch(ANNA);
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));
        assertThat(bob.shown(ANNA)).isEqualTo(online(ANNA));

        fixture.policy.hide(ANNA, BOB);
        fixture.changed(BOB);
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB)).isEqualTo(Presence.hidden(BOB));
        assertThat(bob.shown(ANNA)).isEqualTo(Presence.hidden(ANNA));

        fixture.policy.show(ANNA, BOB);
        fixture.changed(ANNA);
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));
        assertThat(bob.shown(ANNA)).isEqualTo(online(ANNA));
    }

    @Test
    void anAnswerThatAChangeHasOvertakenRevealsNothing() {
        fixture.policy.holds = true;
        fixture.phone(BOBS).available();
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        fixture.policy.hide(ANNA, BOB);
        fixture.changed(BOB);
        fixture.run();
        fixture.policy.answer(); // as it was before the change
        fixture.run();
        assertThat(anna.told).isEmpty();

        fixture.policy.answer();
        fixture.run();
        assertThat(anna.told).containsExactly(List.of(Presence.hidden(BOB)));
    }

    @Test
    void aChangeOfWhoIsOfNoInterestAsksNobody() {
        fixture.phone(ANNAS).watch(BOB);
        fixture.policy.asked.clear();
        assertThat(fixture.room.changed(CARL)).isNotDone();
        fixture.run();

        assertThat(fixture.policy.asked).isEmpty();
    }

    @Test
    void whatCannotBeFoundOutIsHiddenAndAskedAgain() {
        fixture.phone(BOBS).available();
        fixture.policy.fails = true;
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        assertThat(anna.shown(BOB)).isEqualTo(Presence.hidden(BOB));
        assertThat(fixture.events).contains(new Event.PresenceUndecided(1));

        fixture.advance(Duration.ofMillis(999));
        assertThat(fixture.policy.asked).hasSize(1);
        fixture.policy.fails = false;
        fixture.advance(Duration.ofMillis(1));
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));
    }

    @Test
    void oneQuestionIsOpenAtATimeAndThoseThatBecameNeedlessAreNotAsked() {
        fixture.policy.holds = true;
        fixture.phone(ANNAS).watch(BOB);
        for (int i = 0; i < 100; i++) {
            Phone fleeting = fixture.phone(Address.of("x" + i, "phone")).watch(BOB);
            fleeting.close();
        }
        assertThat(fixture.policy.asked).hasSize(1);
        fixture.policy.answer();
        fixture.run();

        assertThat(fixture.policy.asked).hasSize(1);
    }

    // --- when the server does not know

    @Test
    void ofWhoWasNotThereSinceTheStartTheDatabasesTimeIsTold() {
        Instant before = Instant.parse("2026-11-26T08:00:00Z");
        fixture.policy.lastSeen.put(BOB, before);
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, before));

        fixture.phone(BOBS).available().unavailable();
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, fixture.clock.instant().minus(INTERVAL)));
    }

    @Test
    void theTimeOfADeviceThatCameBackUnseenIsNotTakenForItsPersons() {
        fixture.policy.lastSeen.put(BOB, Instant.parse("2026-11-27T11:59:00Z"));
        fixture.connected.add(BOB);

        assertThat(fixture.phone(ANNAS).watch(BOB).shown(BOB)).isEqualTo(Presence.hidden(BOB));
    }

    @Test
    void theDatabasesTimeCountsForNothingBesideWhatIsKnown() {
        Phone bob = fixture.phone(BOBS).available();
        Instant heard = fixture.clock.instant();
        fixture.advance(Duration.ofSeconds(90));
        bob.close();
        fixture.policy.lastSeen.put(BOB, fixture.clock.instant()); // when its end was found out
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        fixture.advance(GRACE);
        assertThat(anna.shown(BOB)).isEqualTo(seen(BOB, heard));

        Phone tablet = fixture.phone(Address.of("anna", "tablet")).watch(BOB);
        assertThat(tablet.shown(BOB)).isEqualTo(seen(BOB, heard));
    }

    @Test
    void anAccountThatIsDeletedWasNeverSeen() {
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        Phone bob = fixture.phone(BOBS).available().unavailable().available();
        fixture.advance(INTERVAL);
        var unused = fixture.room.deleted(BOB);
        fixture.run();
        bob.close(); // its session has ended
        fixture.advance(GRACE.multipliedBy(2));

        assertThat(anna.shown(BOB)).isEqualTo(Presence.hidden(BOB));
        assertThat(fixture.room.lastSeenKept()).isZero();
        assertThat(fixture.room.online()).isZero();
    }

    // --- bounds

    @Test
    void moreWatchersThanAnAccountMayHaveAreToldThatItWasNeverSeen() {
        fixture.phone(BOBS).available();
        for (int i = 0; i < 3; i++) {
            Phone watcher = fixture.phone(Address.of("w" + i, "phone")).watch(BOB);
            assertThat(watcher.shown(BOB)).isEqualTo(online(BOB));
        }
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        assertThat(anna.told).containsExactly(List.of(Presence.hidden(BOB)));
        assertThat(fixture.events).contains(new Event.WatchRefused(Crowded.ACCOUNT));
        assertThat(fixture.room.watches()).isEqualTo(3);
    }

    @Test
    void aWatcherThatIsGoneMakesRoomForWhoAsksAgain() {
        fixture.phone(BOBS).available();
        Phone first = fixture.phone(Address.of("w0", "phone")).watch(BOB);
        fixture.phone(Address.of("w1", "phone")).watch(BOB);
        fixture.phone(Address.of("w2", "phone")).watch(BOB);
        Phone anna = fixture.phone(ANNAS).watch(BOB);
        first.close();
        fixture.advance(INTERVAL);
        assertThat(anna.shown(BOB)).isEqualTo(Presence.hidden(BOB));

        anna.watch(BOB);
        assertThat(anna.shown(BOB)).isEqualTo(online(BOB));
    }

    @Test
    void moreWatchesThanTheServerKeepsAreRefusedAndThoseThatAreReplacedMakeRoom() {
        Phone anna = fixture.phone(ANNAS).watch(PresenceFixture.accounts("a", "b", "c", "d"));
        Phone bob = fixture.phone(BOBS).watch(PresenceFixture.accounts("e", "f", "g"));
        assertThat(fixture.events).containsOnlyOnce(new Event.WatchRefused(Crowded.SERVER));
        assertThat(bob.shown).hasSize(3);
        assertThat(fixture.room.watches()).isEqualTo(6);

        anna.watch(PresenceFixture.accounts("h", "i", "j", "k"));
        assertThat(fixture.room.watches()).isEqualTo(6);
        assertThat(fixture.events)
                .filteredOn(Event.WatchRefused.class::isInstance)
                .hasSize(1);
    }

    @Test
    void whenSomebodyWasLastThereIsRememberedOfSoManyAccounts() {
        for (int i = 0; i < 5; i++) {
            fixture.phone(Address.of("x" + i, "phone")).available().unavailable();
        }
        assertThat(fixture.room.lastSeenKept()).isEqualTo(2);

        Phone anna = fixture.phone(ANNAS).watch(PresenceFixture.accounts("x0", "x4"));
        assertThat(anna.shown(new AccountId("x0"))).isEqualTo(Presence.hidden(new AccountId("x0")));
        assertThat(anna.shown(new AccountId("x4"))).isEqualTo(seen(new AccountId("x4"), fixture.clock.instant()));
    }
}
