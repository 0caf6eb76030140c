package io.waggle.broker.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.waggle.broker.event.Event.WebhookPosted.PostResult;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Figures of bots and of what is posted to them. */
final class BotMetrics {

    private final Map<Event.BotAction.Step, Counter> actions;
    private final Map<PostResult, Timer> posted = new EnumMap<>(PostResult.class);
    private final Counter rows;
    private final Counter failures;
    private final Counter sent;

    BotMetrics(Meters meters) {
        actions = meters.counters(
                Event.BotAction.Step.class,
                "chat.bot.actions",
                "action",
                "bots",
                "Bots that were made, or got another token");
        sent = meters.counter("chat.bot.sent", "messages", "Messages of bots that were accepted over HTTP");
        for (PostResult result : PostResult.values()) {
            posted.put(
                    result,
                    Timer.builder("chat.webhook.posted")
                            .description("Requests to webhooks until their answer, by what came of them")
                            .tag("result", result.name().toLowerCase(Locale.ROOT))
                            .publishPercentileHistogram()
                            .maximumExpectedValue(Duration.ofMinutes(2))
                            .register(meters.registry()));
        }
        rows = meters.counter("chat.webhook.rows", "rows", "Rows that webhooks have taken, repetitions included");
        failures = meters.counter(
                "chat.webhook.failed",
                "failures",
                "Requests to webhooks that could not be made for a fault of this server");
    }

    /** Counts an event, if it is one of these. */
    boolean count(Event event) {
        if (event instanceof Event.WebhookPosted e) {
            Meters.record(posted, e.result(), e.took());
            rows.increment(e.result() == PostResult.TAKEN ? e.rows() : 0);
        } else if (event instanceof Event.BotAction e) {
            Meters.increment(actions, e.step());
        } else if (event instanceof Event.BotSent) {
            sent.increment();
        } else if (event instanceof Event.WebhookFailed) {
            failures.increment();
        } else {
            return false;
        }
        return true;
    }
}
