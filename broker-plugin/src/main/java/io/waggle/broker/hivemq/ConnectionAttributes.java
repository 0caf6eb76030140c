package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered with a connection by the host: the only thing its callbacks for one connection have in common.
 *
 * @param number of this connection, never used again
 * @param tokenExpiresAt when its token does; whole milliseconds
 */
record ConnectionAttributes(long number, Instant tokenExpiresAt) {

    private static final String KEY = "waggle";

    void putInto(ConnectionInformation connection) {
        connection
                .getConnectionAttributeStore()
                .put(
                        KEY,
                        ByteBuffer.allocate(2 * Long.BYTES)
                                .putLong(number)
                                .putLong(tokenExpiresAt.toEpochMilli())
                                .flip());
    }

    /** The attributes of a connection that was authenticated. */
    static Optional<ConnectionAttributes> of(ConnectionInformation connection) {
        return connection
                .getConnectionAttributeStore()
                .get(KEY)
                .map(stored -> new ConnectionAttributes(
                        stored.getLong(stored.position()),
                        Instant.ofEpochMilli(stored.getLong(stored.position() + Long.BYTES))));
    }
}
