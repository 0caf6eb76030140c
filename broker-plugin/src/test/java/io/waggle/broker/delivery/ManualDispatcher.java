package io.waggle.broker.delivery;

import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.inbox.Inbox;
import io.waggle.protocol.frame.Welcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Makes a dispatcher that does everything on the test's thread, when the scheduler is told to run: then nothing more comes. */
public final class ManualDispatcher {

    private ManualDispatcher() {}

    /** A dispatcher with default settings. */
    public static Dispatcher of(Inbox inbox, Clock clock, ManualScheduler scheduler) {
        return new Dispatcher(
                inbox,
                WaggleConfig.defaults(Path.of("unused")).delivery(),
                new Welcome.Limits(1, 1, 1, 1, Duration.ofDays(1), 1, 1),
                clock,
                event -> {},
                number -> scheduler,
                scheduler);
    }
}
