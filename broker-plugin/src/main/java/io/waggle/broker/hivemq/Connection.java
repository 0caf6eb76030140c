package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.services.Services;
import io.waggle.broker.delivery.Lane;
import io.waggle.broker.presence.PresenceConnection;
import io.waggle.protocol.Address;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of one device, from its CONNACK to its end. Immutable; for any thread. */
final class Connection {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Address device;
    private final Lane lane;
    private final PresenceConnection presence;
    private final ConnectionAttributes attributes;

    Connection(Address device, Lane lane, PresenceConnection presence, ConnectionAttributes attributes) {
        this.device = device;
        this.lane = lane;
        this.presence = presence;
        this.attributes = attributes;
    }

    Address device() {
        return device;
    }

    Lane lane() {
        return lane;
    }

    PresenceConnection presence() {
        return presence;
    }

    Instant tokenExpiresAt() {
        return attributes.tokenExpiresAt();
    }

    /** Which its token is of; null for a developer's token. */
    @Nullable
    UUID session() {
        return attributes.session();
    }

    /** Ends the device's connection, whichever it has now. */
    void disconnect(DisconnectReasonCode reason, String detail) {
        var unused = Services.clientService()
                .disconnectClient(device.clientId(), true, reason, detail)
                .whenComplete((done, failure) -> noteFailure(failure));
    }

    /**
     * Ends the connection because something it sent may not be acknowledged, and only then runs what would write the
     * acknowledgement: to a closed channel.
     */
    void endBeforeAcknowledging(Runnable then) {
        var unused = Services.clientService()
                .disconnectClient(
                        device.clientId(),
                        true,
                        DisconnectReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
                        "the store failed; send again")
                .whenComplete((done, failure) -> {
                    noteFailure(failure);
                    if (failure == null) {
                        then.run();
                    }
                });
    }

    private void noteFailure(Throwable failure) {
        if (failure != null) {
            LOG.error("Could not disconnect {}", device, failure);
        }
    }
}
