package io.waggle.broker.hivemq.pipeline;

import io.waggle.broker.delivery.Downlink;
import io.waggle.broker.ingest.Uplink;

/**
 * A device that has shown who it is, and what is done as its connection goes on. Called on the connection's event loop, in the order
 * in which the methods stand here.
 */
public interface Admission {

    /** The Topic Name that the device is sent frames on. */
    String inbox();

    /**
     * The host has accepted the CONNECT and ended any earlier connection of the device; the CONNACK is about to be written.
     *
     * @return what its PUBLISHes are handed to
     */
    Uplink attach(Downlink downlink, boolean mqtt5);

    /** The host has refused something that the device wanted to subscribe to. */
    void subscribeRefused();

    /** The connection has ended. Once for every {@link #attach}. */
    void detach();
}
