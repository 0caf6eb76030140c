package io.waggle.broker.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where metrics and health are served.
 *
 * @param port 0: any free one
 */
public record MonitoringConfig(InetAddress address, int port) {

    private static final Setting<InetAddress> ADDRESS = Setting.ipAddress("monitoring.address", "127.0.0.1");
    private static final Setting<Integer> PORT = Setting.count("monitoring.port", 8081, 0, 65_535);

    static final List<Setting<?>> SETTINGS = List.of(ADDRESS, PORT);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public MonitoringConfig {
        PORT.require(port);
    }

    /** What to bind to. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    static MonitoringConfig from(Values values) {
        return new MonitoringConfig(values.get(ADDRESS), values.get(PORT));
    }
}
