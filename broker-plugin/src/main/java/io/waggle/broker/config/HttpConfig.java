package io.waggle.broker.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where the HTTP API is served.
 *
 * @param port 0: any free one
 */
public record HttpConfig(InetAddress address, int port) {

    private static final Setting<InetAddress> ADDRESS = Setting.ipAddress("http.address", "127.0.0.1");
    private static final Setting<Integer> PORT = Setting.count("http.port", 8080, 0, 65_535);

    static final List<Setting<?>> SETTINGS = List.of(ADDRESS, PORT);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public HttpConfig {
        PORT.require(port);
    }

    /** What to bind to. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    static HttpConfig from(Values values) {
        return new HttpConfig(values.get(ADDRESS), values.get(PORT));
    }
}
