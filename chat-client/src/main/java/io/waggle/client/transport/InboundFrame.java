package io.waggle.client.transport;

/** A frame as it arrived. */
public interface InboundFrame {

    /** Its bytes, which nobody changes. */
    byte[] payload();

    /** Sends the PUBACK, which frees a place of the window and means nothing else. May be called from any thread. */
    void done();
}
