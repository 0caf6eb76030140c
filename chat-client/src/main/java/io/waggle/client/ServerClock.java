package io.waggle.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The server's time, from what it said at one moment and what has passed here since. */
record ServerClock(Instant said, Instant heard, Clock clock) {

    static ServerClock at(Instant said, Clock clock) {
        return new ServerClock(said, clock.instant(), clock);
    }

    Instant now() {
        return said.plus(Duration.between(heard, clock.instant()));
    }
}
