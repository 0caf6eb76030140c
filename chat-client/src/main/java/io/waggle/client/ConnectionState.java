package io.waggle.client;

/** How the client stands with the server. */
public enum ConnectionState {
    /** Not connected, and not trying to. */
    STOPPED,
    /** On the way to the server. */
    CONNECTING,
    /** Connected; what waited in the inbox is on its way. */
    SYNCING,
    /** Connected, and everything that waited has arrived. */
    ONLINE,
    /** Not connected; the next attempt comes by itself. */
    WAITING
}
