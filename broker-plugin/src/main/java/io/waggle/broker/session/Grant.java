package io.waggle.broker.session;

import io.waggle.protocol.Address;
import java.util.UUID;

/**
 * That a device is signed in.
 *
 * @param refreshToken as the client gets it; a secret, which {@code toString} leaves out
 */
public record Grant(Address device, UUID session, String refreshToken) {

    @Override
    public String toString() {
        return "Grant[" + device + ", " + session + "]";
    }
}
