package io.waggle.broker.hivemq.pipeline;

/**
 * The packet identifiers of the frames that a device has not answered: the {@value #COUNT} highest there are. The host takes
 * the lowest that is free and never has so many out that the two could meet. Belongs to the connection's event loop.
 */
final class FrameIds {

    static final int COUNT = Long.SIZE;
    private static final int LOWEST = 0x10000 - COUNT;

    private long taken;
    private int next;

    /** Whether an identifier is one of these. */
    static boolean covers(int packetId) {
        return packetId >= LOWEST;
    }

    /** Frames not answered. */
    int count() {
        return Long.bitCount(taken);
    }

    /** An identifier that no unanswered frame has (MQTT 5.0, [MQTT-2.2.1-4]); must not be asked for when full. */
    int take() {
        while ((taken & (1L << next)) != 0) {
            next = (next + 1) % COUNT;
        }
        int bit = next;
        taken |= 1L << bit;
        next = (bit + 1) % COUNT;
        return LOWEST + bit;
    }

    /** The frame was answered. False if none was out with this identifier. */
    boolean release(int packetId) {
        long bit = 1L << (packetId - LOWEST);
        boolean was = (taken & bit) != 0;
        taken &= ~bit;
        return was;
    }
}
