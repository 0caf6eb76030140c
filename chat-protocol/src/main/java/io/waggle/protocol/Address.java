package io.waggle.protocol;

import java.util.Comparator;
import java.util.Optional;

/** One device of one account: who owns an inbox, and who a sender is. */
public record Address(AccountId account, DeviceId device) implements Comparable<Address> {

    private static final Comparator<Address> ORDER =
            Comparator.comparing(Address::account).thenComparing(Address::device);

    /** The address of two ids in their text form. @throws IllegalArgumentException if either is not valid */
    public static Address of(String account, String device) {
        return new Address(new AccountId(account), new DeviceId(device));
    }

    /** The address that a Client Identifier names (see {@link #clientId()}), or nothing if it names none. */
    public static Optional<Address> fromClientId(String clientId) {
        int slash = clientId.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String account = clientId.substring(0, slash);
        String device = clientId.substring(slash + 1);
        return AccountId.isValid(account) && DeviceId.isValid(device)
                ? Optional.of(of(account, device))
                : Optional.empty();
    }

    /** The MQTT Client Identifier (MQTT 5.0, section 3.1.3.1) that this device must connect with: {@code account/device}. */
    public String clientId() {
        return account.value() + '/' + device.value();
    }

    @Override
    public int compareTo(Address other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return clientId();
    }
}
