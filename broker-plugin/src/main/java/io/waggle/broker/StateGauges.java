package io.waggle.broker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxFigures;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What there is, beside what happened. The figures of all inboxes are added up once for all the gauges of a scrape. Gauges
 * hold their source weakly, so whoever binds them keeps this. Thread-safe.
 */
final class StateGauges {

    private static final Duration FRESH = Duration.ofMillis(500);

    private final Inbox inbox;
    private final Dispatcher dispatcher;
    private final Kept kept;
    private final Presence presence;
    private final Webhooks webhooks;
    private InboxFigures figures;
    private long takenNanos;

    /**
     * How much is kept in memory of what grows with use.
     *
     * @param tokens that are remembered as good
     * @param buckets of limits
     * @param policies of accounts
     */
    record Kept(LongSupplier tokens, LongSupplier buckets, LongSupplier policies) {}

    /**
     * Who is there.
     *
     * @param online accounts
     * @param watches accounts that are watched, over all connections
     * @param lastSeen accounts of which is known when somebody was last there
     */
    record Presence(LongSupplier online, LongSupplier watches, LongSupplier lastSeen) {}

    /**
     * Webhooks of bots.
     *
     * @param count of all
     * @param failing those whose last request failed
     */
    record Webhooks(LongSupplier count, LongSupplier failing) {}

    StateGauges(Inbox inbox, Dispatcher dispatcher, Kept kept, Presence presence, Webhooks webhooks) {
        this.inbox = inbox;
        this.dispatcher = dispatcher;
        this.kept = kept;
        this.presence = presence;
        this.webhooks = webhooks;
        this.figures = inbox.figures();
        this.takenNanos = System.nanoTime();
    }

    void bindTo(MeterRegistry registry) {
        inboxGauge(registry, "chat.inbox.count", "inboxes", "Inboxes there are", InboxFigures::inboxes);
        inboxGauge(registry, "chat.inbox.waiting", "messages", "Messages not yet acknowledged", InboxFigures::waiting);
        inboxGauge(registry, "chat.inbox.waiting.content", "bytes", "Their content", InboxFigures::waitingBytes);
        inboxGauge(
                registry,
                "chat.inbox.oldest.age",
                "seconds",
                "Age of the oldest message that waits, as of the last expiry sweep",
                state -> state.oldest().toMillis() / 1000.0);
        inboxGauge(
                registry, "chat.commit.queue", "operations", "Operations that wait for a commit", InboxFigures::queued);
        gauge(
                registry,
                "chat.store.available",
                "stores",
                "Stores that take writes: 1 or 0",
                gauges -> gauges.inbox.isAvailable() ? 1 : 0);
        gauge(
                registry,
                "chat.connection.current",
                "connections",
                "Devices that are connected",
                gauges -> gauges.dispatcher.connected());
        gauge(
                registry,
                "chat.token.remembered",
                "tokens",
                "Tokens that are remembered as good",
                gauges -> gauges.kept.tokens().getAsLong());
        gauge(
                registry,
                "chat.limit.keys",
                "keys",
                "Keys that limits keep a bucket of, all limits together",
                gauges -> gauges.kept.buckets().getAsLong());
        gauge(
                registry,
                "chat.policy.accounts",
                "accounts",
                "Accounts that block somebody or have other privacy settings than the default: these are in memory",
                gauges -> gauges.kept.policies().getAsLong());
        bindPresenceTo(registry);
        gauge(
                registry,
                "chat.webhook.count",
                "webhooks",
                "Webhooks there are",
                gauges -> gauges.webhooks.count().getAsLong());
        gauge(
                registry,
                "chat.webhook.failing",
                "webhooks",
                "Webhooks that did not take the last request",
                gauges -> gauges.webhooks.failing().getAsLong());
    }

    private void bindPresenceTo(MeterRegistry registry) {
        gauge(
                registry,
                "chat.presence.online",
                "accounts",
                "Accounts that somebody is there of",
                gauges -> gauges.presence.online().getAsLong());
        gauge(
                registry,
                "chat.presence.watches",
                "watches",
                "Accounts that are watched, over all connections",
                gauges -> gauges.presence.watches().getAsLong());
        gauge(
                registry,
                "chat.presence.last.seen",
                "accounts",
                "Accounts of which is remembered when somebody was last there",
                gauges -> gauges.presence.lastSeen().getAsLong());
    }

    private void inboxGauge(
            MeterRegistry registry,
            String name,
            String unit,
            String description,
            ToDoubleFunction<InboxFigures> figure) {
        gauge(registry, name, unit, description, gauges -> figure.applyAsDouble(gauges.figures()));
    }

    private void gauge(
            MeterRegistry registry, String name, String unit, String description, ToDoubleFunction<StateGauges> value) {
        Gauge.builder(name, this, value).baseUnit(unit).description(description).register(registry);
    }

    private synchronized InboxFigures figures() {
        long now = System.nanoTime();
        if (now - takenNanos >= FRESH.toNanos()) {
            figures = inbox.figures();
            takenNanos = now;
        }
        return figures;
    }
}
