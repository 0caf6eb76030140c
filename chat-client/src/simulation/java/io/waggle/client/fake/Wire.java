package io.waggle.client.fake;

/** The server's end of a connection, as far as the server uses it. Called under the server's monitor: hands over, returns. */
public interface Wire {

    /** Sends a frame to the device; runs the task when the device's PUBACK comes. */
    void frame(byte[] payload, Runnable onPuback);

    /** Says good-bye with a reason code and closes. */
    void disconnect(int reasonCode);

    /** Closes without a word. */
    void cut();
}
