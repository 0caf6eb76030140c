package io.waggle.client.fake;

import io.waggle.client.transport.Answer;
import io.waggle.protocol.Address;
import java.util.function.Consumer;

/** A server as a connection meets it. */
public interface SimulatedServer {

    /** A device connects, and may take the place of an earlier connection of it. */
    Link connect(Address device, Wire wire);

    /** One connection of a device. */
    interface Link {

        /** A PUBLISH came on the device's outbox topic. */
        void publish(byte[] payload, Consumer<Answer> answer);

        /** A SUBSCRIBE came for the device's inbox topic. */
        void subscribe();

        /** The device is gone. */
        void gone();
    }
}
