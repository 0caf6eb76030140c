package io.waggle.broker.presence;

import io.waggle.broker.presence.PresenceConnection.Said;
import io.waggle.protocol.AccountId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Who is there. An account is online while somebody looks at one of its devices, and a little longer if the connection was lost
 * meanwhile: then it was last there when the connection was last heard. Belongs to the room's thread.
 */
final class Whereabouts {

    private final People people;
    private final LastSeenTimes lastSeen;
    private final Duration grace;
    private final Timer timer;
    private final Consumer<Person> turned;

    /** For whoever looks from another thread. */
    private final AtomicInteger online = new AtomicInteger();

    /** @param turned is told who has come online or gone offline */
    Whereabouts(People people, LastSeenTimes lastSeen, Duration grace, Timer timer, Consumer<Person> turned) {
        this.people = people;
        this.lastSeen = lastSeen;
        this.grace = grace;
        this.timer = timer;
        this.turned = turned;
    }

    /** How many accounts are online. For any thread. */
    int online() {
        return online.get();
    }

    /** Takes what the connection has said of itself; it may have been taken before. */
    void take(PresenceConnection connection) {
        if (connection.isReplaced || connection.said() == Said.NOTHING) {
            return;
        }
        Person person = people.findOrMake(connection.account());
        boolean wasOnline = person.isOnline();
        if (isOld(connection, person)) {
            connection.isReplaced = true;
            return;
        }
        replaceOldConnections(connection, person);
        if (connection.said() == Said.AVAILABLE) {
            person.available.add(connection);
        } else if (person.available.remove(connection)) {
            lastSeen.seen(person.account, connection.heardAt());
        }
        settle(person, wasOnline);
    }

    /** Whether a later connection of the device has said something, and was perhaps lost since. */
    private static boolean isOld(PresenceConnection connection, Person person) {
        Person.Absence absence = person.absence(connection.device().device());
        return (absence != null && absence.lost().succeeds(connection))
                || person.available.stream().anyMatch(other -> other.succeeds(connection));
    }

    /** What a device says on a connection counts in place of what it said on one that was lost or taken over. */
    private void replaceOldConnections(PresenceConnection connection, Person person) {
        Person.Absence absence = person.absence(connection.device().device());
        if (absence != null && connection.succeeds(absence.lost())) {
            absence.end().cancel(false);
            stopMissing(person, absence);
        }
        person.available.removeIf(other -> {
            other.isReplaced |= connection.succeeds(other);
            if (other.isReplaced) {
                lastSeen.seen(person.account, other.heardAt());
            }
            return other.isReplaced;
        });
    }

    /** The connection has ended. If it was available to the end, its device may come back. */
    void leave(PresenceConnection connection) {
        Person person = people.find(connection.account());
        if (person == null) {
            return;
        }
        boolean wasOnline = person.isOnline();
        if (person.available.remove(connection)) {
            if (grace.isZero()) {
                lastSeen.seen(person.account, connection.heardAt());
            } else {
                miss(person, connection);
            }
        }
        settle(person, wasOnline);
    }

    private void miss(Person person, PresenceConnection connection) {
        var end = timer.schedule(() -> giveUp(person, connection), grace);
        person.miss(connection.device().device(), new Person.Absence(connection, end));
    }

    private void giveUp(Person person, PresenceConnection connection) {
        Person.Absence absence = person.absence(connection.device().device());
        if (absence != null && absence.lost() == connection) {
            boolean wasOnline = person.isOnline();
            stopMissing(person, absence);
            settle(person, wasOnline);
        }
    }

    private void stopMissing(Person person, Person.Absence absence) {
        person.missNoMore(absence.lost().device().device());
        lastSeen.seen(person.account, absence.lost().heardAt());
    }

    /** Nothing is known of the account any more, and what its connections have said counts no more: they are about to end. */
    void forget(AccountId account) {
        Person person = people.find(account);
        if (person != null) {
            boolean wasOnline = person.isOnline();
            person.missNobody();
            Set.copyOf(person.available).forEach(connection -> connection.isReplaced = true);
            person.available.clear();
            settle(person, wasOnline);
        }
        lastSeen.forget(account);
    }

    private void settle(Person person, boolean wasOnline) {
        boolean isOnline = person.isOnline();
        if (isOnline != wasOnline) {
            var unused = online.addAndGet(isOnline ? 1 : -1);
            turned.accept(person);
        }
        people.dropIfOfNoUse(person);
    }
}
