package io.waggle.broker.monitoring;

import java.io.IOException;
import java.net.InetSocketAddress;

/** HTTP cannot be served at the configured address. */
public final class MonitoringException extends RuntimeException {

    MonitoringException(InetSocketAddress address, IOException cause) {
        super(
                "cannot serve HTTP at " + address + " (monitoring.address, monitoring.port): " + cause.getMessage(),
                cause);
    }
}
