package io.waggle.protocol.frame;

/**
 * Whether a person is looking at the device now. A connection begins unavailable, and its end is unavailable; never stored.
 */
public record SetPresence(boolean available) implements OutboxItem {}
