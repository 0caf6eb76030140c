package io.waggle.broker.presence;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.DeviceId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** An account that is there, or that somebody watches. Belongs to the room's thread. */
final class Person {

    final AccountId account;

    /** Connections whose device somebody looks at; of each device one. */
    final Set<PresenceConnection> available = new HashSet<>(2);

    /** Devices whose connection was lost while somebody looked at them, and that may come back at once. */
    private final Map<DeviceId, Absence> absences = new HashMap<>(2);

    /** Who watches. */
    final Set<Watch> watches = new LinkedHashSet<>(2);

    /** A device that may come back: the connection that was lost, and what ends the waiting. */
    record Absence(PresenceConnection lost, Future<?> end) {}

    Person(AccountId account) {
        this.account = account;
    }

    boolean isOnline() {
        return !available.isEmpty() || !absences.isEmpty();
    }

    boolean isOfNoUse() {
        return !isOnline() && watches.isEmpty();
    }

    void miss(DeviceId device, Absence absence) {
        absences.put(device, absence);
    }

    /** What the device is waited for after; null if it is not. */
    @Nullable
    Absence absence(DeviceId device) {
        return absences.get(device);
    }

    /** The device is waited for no more. */
    void missNoMore(DeviceId device) {
        absences.remove(device);
    }

    /** None of its devices is waited for any more. */
    void missNobody() {
        absences.values().forEach(absence -> absence.end().cancel(false));
        absences.clear();
    }
}
