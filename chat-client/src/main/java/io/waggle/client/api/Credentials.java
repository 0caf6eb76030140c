package io.waggle.client.api;

import io.waggle.protocol.Address;

/**
 * What a device needs to stay signed in.
 *
 * @param refreshToken a secret, which {@code toString} leaves out
 */
public record Credentials(Address device, String refreshToken) {

    @Override
    public String toString() {
        return "Credentials[" + device + "]";
    }
}
