package io.waggle.client.transport;

import io.waggle.protocol.Address;
import java.net.URI;

/**
 * Where to connect, and as whom. The device's Client Identifier is {@code account/device}, its User Name the account and
 * its Password the token; the session is a clean one that ends with the connection.
 *
 * @param server the scheme says how: tcp or mqtt, ssl or mqtts, ws, or wss
 * @param token a secret; never logged
 */
public record Login(URI server, Address device, String token) {

    /** Without the token. */
    @Override
    public String toString() {
        return device + " at " + server;
    }
}
