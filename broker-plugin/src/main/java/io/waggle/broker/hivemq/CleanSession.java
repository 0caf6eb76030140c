package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import com.hivemq.extension.sdk.api.interceptor.connect.ConnectInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.ModifiableConnectPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every session a clean one that ends with its connection, whatever the client asks for: the broker's own queue must
 * never hold a message, because the inbox does.
 */
final class CleanSession implements ConnectInboundInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(CleanSession.class);

    /** What is left with a connection: it may have been opened before this was registered. */
    private static final String KEY = "waggle-clean";

    @Override
    public void onConnect(ConnectInboundInput input, ConnectInboundOutput output) {
        ModifiableConnectPacket connect = output.getConnectPacket();
        connect.setCleanStart(true);
        if (connect.getSessionExpiryInterval() > 0) {
            endWithTheConnection(connect);
        }
        input.getConnectionInformation().getConnectionAttributeStore().putAsString(KEY, "");
    }

    /** Whether the session of a connection was made a clean one. */
    static boolean isSeenTo(ConnectionInformation connection) {
        return connection.getConnectionAttributeStore().get(KEY).isPresent();
    }

    private static void endWithTheConnection(ModifiableConnectPacket connect) {
        try {
            connect.setSessionExpiryInterval(0);
        } catch (IllegalArgumentException e) {
            // The host takes no value that is not below its own maximum. Where that is 0, as in the configuration we
            // ship, it
            // makes the interval 0 by itself.
            LOG.trace("The host's own maximum ends the session", e);
        }
    }
}
