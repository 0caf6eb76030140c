package io.waggle.client.transport.paho;

import io.waggle.client.transport.Connection;
import io.waggle.client.transport.ConnectionEvents;
import io.waggle.client.transport.Login;
import io.waggle.client.transport.Transport;
import java.net.URI;
import java.util.Set;

/**
 * MQTT 5 over TCP, TLS and WebSocket by Eclipse Paho. The scheme of the server's URI decides: {@code tcp} or {@code mqtt},
 * {@code ssl} or {@code mqtts}, {@code ws} or {@code wss}. Holds its options and nothing else.
 */
public final class PahoTransport implements Transport {

    private static final Set<String> SCHEMES = Set.of("tcp", "mqtt", "ssl", "mqtts", "ws", "wss");

    private final PahoOptions options;

    /** A transport with these options. */
    public PahoTransport(PahoOptions options) {
        this.options = options;
    }

    /** A transport with {@link PahoOptions#DEFAULT}. */
    public PahoTransport() {
        this(PahoOptions.DEFAULT);
    }

    /** Begins to connect. @throws IllegalArgumentException if the URI has another scheme, or no host */
    @Override
    public Connection open(Login login, ConnectionEvents events) {
        URI server = login.server();
        if (server.getScheme() == null || !SCHEMES.contains(server.getScheme()) || server.getHost() == null) {
            throw new IllegalArgumentException(
                    "not a server: '" + server + "'; it is written tcp://host:port, or with ssl, ws or wss");
        }
        PahoConnection connection = new PahoConnection(login, options, events);
        connection.start();
        return connection;
    }
}
