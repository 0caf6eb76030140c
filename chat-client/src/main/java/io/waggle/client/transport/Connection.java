package io.waggle.client.transport;

import java.util.function.Consumer;

/**
 * One connection, from the attempt to the end. Its methods return without waiting, may be called from any thread and do
 * nothing once it is closed.
 */
public interface Connection {

    /**
     * Publishes a frame to the device's outbox topic. Frames go out in the order of the calls.
     *
     * @param answer gets the PUBACK; nothing, if the connection ends before it comes
     */
    void publish(byte[] frame, Consumer<Answer> answer);

    /** Subscribes to the device's inbox topic. The connection closes if the server refuses. */
    void subscribe();

    /** Says good-bye (MQTT 5.0, section 3.14) and closes. */
    void close();

    /** Closes at once, as if the network had gone. */
    void abort();
}
