package io.waggle.client.transport;

/**
 * Why a connection ended.
 *
 * @param reasonCode of the CONNACK, SUBACK or DISCONNECT with which the server ended it; 0 if it was not the server's word
 * @param detail for the log; no secret
 */
public record Closed(Cause cause, int reasonCode, String detail) {

    /** Who ended it. */
    public enum Cause {
        /** The server did not let the device in, or not to its inbox. */
        REFUSED,
        /** The server said that it ends the connection. */
        DISCONNECTED,
        /** The network: no route, a cut, no answer to a ping. */
        LOST,
        /** We did. */
        LOCAL
    }

    /** Ended by the server's word. */
    public static Closed byServer(Cause cause, int reasonCode) {
        return new Closed(cause, reasonCode, cause + " with reason code 0x" + Integer.toHexString(reasonCode));
    }

    /** Ended by the network. */
    public static Closed lost(String detail) {
        return new Closed(Cause.LOST, 0, detail);
    }

    /** Ended by us. */
    public static Closed local() {
        return new Closed(Cause.LOCAL, 0, "closed here");
    }
}
