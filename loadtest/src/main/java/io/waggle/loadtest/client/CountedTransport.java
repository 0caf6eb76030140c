package io.waggle.loadtest.client;

import io.waggle.client.transport.Closed;
import io.waggle.client.transport.Connection;
import io.waggle.client.transport.ConnectionEvents;
import io.waggle.client.transport.InboundFrame;
import io.waggle.client.transport.Login;
import io.waggle.client.transport.Transport;
import io.waggle.loadtest.device.Links;

/**
 * A client's transport, with every connection counted. The client itself tells its listener how it stands and not what
 * happened: a connection that broke and came back at once may never be told.
 *
 * <p>Counts a connection as opened when the broker has accepted CONNECT.
 */
final class CountedTransport implements Transport {

    private final Transport transport;
    private final Links links;
    private volatile boolean wanted;

    CountedTransport(Transport transport, Links links) {
        this.transport = transport;
        this.links = links;
    }

    /** Whether the end of a connection is to count as a loss from now on. For any thread. */
    void wanted(boolean now) {
        wanted = now;
    }

    @Override
    public Connection open(Login login, ConnectionEvents events) {
        return transport.open(login, new Counting(events));
    }

    /** Told one event after another, as its transport promises. */
    private final class Counting implements ConnectionEvents {

        private final ConnectionEvents events;
        private boolean open;

        Counting(ConnectionEvents events) {
            this.events = events;
        }

        @Override
        public void opened() {
            open = true;
            links.opened();
            events.opened();
        }

        @Override
        public void frame(InboundFrame frame) {
            events.frame(frame);
        }

        @Override
        public void closed(Closed closed) {
            String reason = closed.cause() == Closed.Cause.LOCAL ? "the client gave it up" : closed.detail();
            if (open) {
                links.ended(wanted, reason);
            } else if (wanted) {
                links.failed(reason);
            }
            events.closed(closed);
        }
    }
}
