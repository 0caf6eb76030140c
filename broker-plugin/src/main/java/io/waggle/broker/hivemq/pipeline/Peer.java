package io.waggle.broker.hivemq.pipeline;

import io.waggle.broker.ingest.Verdict;

/** What a {@link Link} must know and can ask of its connection. Called on the event loop. */
interface Peer {

    /** Whether it speaks MQTT 5, which has reason codes and properties. */
    boolean mqtt5();

    /** Whether it wants reason strings in other packets than CONNACK and DISCONNECT [MQTT-3.1.2-29]. */
    boolean wantsReasonStrings();

    /** PUBLISHes that it may have open: the server's Receive Maximum. */
    int receiveMaximum();

    /** Frames that it can have open: its own Receive Maximum, and at most as many as there are {@link FrameIds}. */
    int frameMaximum();

    /** The Topic Name that it is sent frames on, UTF-8. */
    byte[] inbox();

    /** Whether the host has ended the connection, or is about to. */
    boolean isEnding();

    /** Ends the connection as the host does: with a DISCONNECT, where the device can be told. */
    void disconnect(Verdict.End end);
}
