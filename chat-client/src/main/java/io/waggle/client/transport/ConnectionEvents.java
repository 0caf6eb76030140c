package io.waggle.client.transport;

/**
 * What happens to one connection. Called from any thread, one call after another: an implementation hands over and returns.
 */
public interface ConnectionEvents {

    /** The server let the device in. */
    void opened();

    /** A frame arrived on the inbox topic. Until it is {@link InboundFrame#done} it holds a place of the window. */
    void frame(InboundFrame frame);

    /** It is over, or never came to be. Called once, and nothing after it. */
    void closed(Closed closed);
}
