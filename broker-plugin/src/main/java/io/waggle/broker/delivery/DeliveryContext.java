package io.waggle.broker.delivery;

import io.waggle.broker.config.DeliveryConfig;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Inbox;
import io.waggle.protocol.frame.Welcome;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** What all lanes share; one reference in each of them, as there is a lane for every connection. */
record DeliveryContext(
        Inbox inbox,
        DeliveryConfig config,
        Welcome.Limits limits,
        Clock clock,
        Events events,
        ScheduledExecutorService timer,
        Attempts attempts) {}
