package io.waggle.broker.http;

import java.io.Serial;
import java.net.InetSocketAddress;

/** The API cannot be served at the configured address. */
public final class ApiUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ApiUnavailable(InetSocketAddress address, Throwable cause) {
        super("cannot serve the API at " + address + " (http.address, http.port): " + cause.getMessage(), cause);
    }
}
