package io.waggle.broker.http;

import java.io.IOException;
import java.net.InetSocketAddress;

/** HTTP cannot be served at the configured address. */
public final class HttpException extends RuntimeException {

    HttpException(InetSocketAddress address, IOException cause) {
        super("cannot serve HTTP at " + address + " (http.address, http.port): " + cause.getMessage(), cause);
    }
}
