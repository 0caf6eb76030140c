package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import com.hivemq.extension.sdk.api.client.parameter.ServerInformation;
import io.waggle.broker.tls.Entrance;
import java.util.Comparator;
import java.util.List;

/** The host's MQTT listeners, as its configuration has them: it opens them after its extensions have started. */
public final class HostListeners {

    private HostListeners() {}

    /** All of them, by name. */
    public static List<Entrance> of(ServerInformation server) {
        return server.getListener().stream()
                .map(HostListeners::entrance)
                .sorted(Comparator.comparing(Entrance::name))
                .toList();
    }

    private static Entrance entrance(Listener listener) {
        boolean encrypted = listener.getListenerType() == ListenerType.TLS_TCP_LISTENER
                || listener.getListenerType() == ListenerType.TLS_WEBSOCKET_LISTENER;
        return new Entrance("the listener " + listener.getName(), listener.getBindAddress(), encrypted);
    }
}
