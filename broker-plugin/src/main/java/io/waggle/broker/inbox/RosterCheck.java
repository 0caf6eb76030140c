package io.waggle.broker.inbox;

import io.waggle.protocol.Address;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Compares the devices that a sender named with those an account has. Pure, so every engine decides alike. */
public final class RosterCheck {

    private RosterCheck() {}

    /**
     * The difference, or nothing if the sender was right.
     *
     * @param present the account's devices; the sender itself is left out where it is among them
     */
    public static <V> Optional<DeviceChanges> difference(
            Address sender, Recipient named, Map<DeviceId, V> present, Function<V, Epoch> epochOf) {
        boolean own = sender.account().equals(named.account());
        int expected = present.size() - (own && present.containsKey(sender.device()) ? 1 : 0);
        if (named.devices().size() == expected && allCurrent(sender, own, named, present, epochOf)) {
            return Optional.empty();
        }
        return Optional.of(changes(sender, own, named, present, epochOf));
    }

    private static <V> boolean allCurrent(
            Address sender, boolean own, Recipient named, Map<DeviceId, V> present, Function<V, Epoch> epochOf) {
        for (Recipient.Device device : named.devices()) {
            V known = present.get(device.device());
            if (known == null
                    || isStale(device, epochOf.apply(known))
                    || (own && device.device().equals(sender.device()))) {
                return false;
            }
        }
        return true;
    }

    private static <V> DeviceChanges changes(
            Address sender, boolean own, Recipient named, Map<DeviceId, V> present, Function<V, Epoch> epochOf) {
        TreeMap<DeviceId, V> missing = new TreeMap<>(present);
        if (own) {
            missing.remove(sender.device());
        }
        List<DeviceId> extra = new ArrayList<>();
        List<DeviceEpoch> stale = new ArrayList<>();
        for (Recipient.Device device : named.devices()) {
            V known = missing.remove(device.device());
            if (known == null) {
                extra.add(device.device());
            } else if (isStale(device, epochOf.apply(known))) {
                stale.add(new DeviceEpoch(device.device(), epochOf.apply(known)));
            }
        }
        List<DeviceEpoch> absent = new ArrayList<>(missing.size());
        missing.forEach((device, known) -> absent.add(new DeviceEpoch(device, epochOf.apply(known))));
        return new DeviceChanges(named.account(), absent, extra, stale);
    }

    private static boolean isStale(Recipient.Device named, Epoch present) {
        return named.epoch().isKnown() && !named.epoch().equals(present);
    }
}
