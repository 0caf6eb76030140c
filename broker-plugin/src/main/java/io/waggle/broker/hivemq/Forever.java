package io.waggle.broker.hivemq;

import java.time.Duration;

/** The time limit of everything that must never time out, because the host would then acknowledge success. */
final class Forever {

    static final Duration DURATION = Duration.ofDays(3650);

    private Forever() {}
}
