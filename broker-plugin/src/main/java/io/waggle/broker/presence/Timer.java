package io.waggle.broker.presence;

import java.time.Duration;
import java.util.concurrent.Future;

/** Does things later, on the room's thread. */
@FunctionalInterface
interface Timer {

    Future<?> schedule(Runnable task, Duration delay);
}
