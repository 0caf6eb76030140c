package io.waggle.client.transport;

/** Opens connections to a server. An implementation may be called from any thread and holds nothing between connections. */
public interface Transport {

    /**
     * Begins to connect, and returns without waiting for anything. What becomes of it is told to the events, of which
     * {@link ConnectionEvents#closed} is always the last.
     */
    Connection open(Login login, ConnectionEvents events);
}
