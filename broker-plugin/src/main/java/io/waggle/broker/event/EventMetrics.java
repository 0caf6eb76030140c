package io.waggle.broker.event;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Outcomes as figures. Every meter exists from the start, so that a dashboard shows a zero and not a gap; tags come from
 * closed vocabularies, never from accounts, devices or topics.
 */
public final class EventMetrics implements Events {

    private final MessageMetrics messages;
    private final ConnectionMetrics connections;
    private final AccountMetrics accounts;
    private final BotMetrics bots;
    private final PresenceMetrics presence;

    public EventMetrics(MeterRegistry registry) {
        Meters meters = new Meters(registry);
        messages = new MessageMetrics(meters);
        connections = new ConnectionMetrics(meters);
        accounts = new AccountMetrics(meters);
        bots = new BotMetrics(meters);
        presence = new PresenceMetrics(meters);
    }

    /** What happens with every message comes first. */
    @Override
    public void publish(Event event) {
        var unused = messages.count(event)
                || connections.count(event)
                || presence.count(event)
                || accounts.count(event)
                || bots.count(event);
    }
}
