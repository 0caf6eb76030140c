package io.waggle.protocol.content;

import java.time.Duration;

/** Durations, as the unsigned numbers of seconds or milliseconds that they are on the wire. */
final class TimeCodec {

    private static final int MILLISECONDS_PER_SECOND = 1_000;

    private TimeCodec() {}

    static Duration seconds(int unsigned) {
        return Duration.ofSeconds(Integer.toUnsignedLong(unsigned));
    }

    static int seconds(Duration whole) {
        return (int) (whole.toMillis() / MILLISECONDS_PER_SECOND);
    }

    static Duration milliseconds(int unsigned) {
        return Duration.ofMillis(Integer.toUnsignedLong(unsigned));
    }

    static int milliseconds(Duration whole) {
        return (int) whole.toMillis();
    }
}
