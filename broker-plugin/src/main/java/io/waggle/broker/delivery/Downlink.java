package io.waggle.broker.delivery;

/** The way to one connected device. Both methods return at once and never throw. */
public interface Downlink {

    /**
     * Sends a frame to the device's inbox topic. When the device's PUBACK for it arrives, whoever owns the connection tells
     * {@link Lane#frameAnswered()}; frames are answered in the order they were sent.
     */
    void send(byte[] frame);
}
