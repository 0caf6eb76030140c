package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered with a connection by the host: the only thing its callbacks for one connection have in common.
 *
 * @param number of this connection, never used again
 * @param tokenExpiresAt when its token does; whole milliseconds
 * @param session which its token is of; null for a developer's token
 */
record ConnectionAttributes(
        long number, Instant tokenExpiresAt, @Nullable UUID session) {

    private static final String KEY = "waggle";
    private static final UUID NONE = new UUID(0, 0);

    void putInto(ConnectionInformation connection) {
        connection
                .getConnectionAttributeStore()
                .put(
                        KEY,
                        ByteBuffer.allocate(4 * Long.BYTES)
                                .putLong(number)
                                .putLong(tokenExpiresAt.toEpochMilli())
                                .putLong(session == null ? 0 : session.getMostSignificantBits())
                                .putLong(session == null ? 0 : session.getLeastSignificantBits())
                                .flip());
    }

    /** The attributes of a connection that was authenticated. */
    static Optional<ConnectionAttributes> of(ConnectionInformation connection) {
        return connection
                .getConnectionAttributeStore()
                .get(KEY)
                .map(ByteBuffer::duplicate)
                .map(stored -> new ConnectionAttributes(
                        stored.getLong(), Instant.ofEpochMilli(stored.getLong()), session(stored)));
    }

    /** No session has the id of zeros: theirs are of version 4. */
    private static @Nullable UUID session(ByteBuffer stored) {
        UUID id = new UUID(stored.getLong(), stored.getLong());
        return id.equals(NONE) ? null : id;
    }
}
