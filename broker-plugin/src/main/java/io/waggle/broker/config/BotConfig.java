package io.waggle.broker.config;

import java.time.Duration;
import java.util.List;

/**
 * Bots, and where what comes for them may be posted to.
 *
 * @param perOwner bots that one account may have
 * @param webhookThreads requests to webhooks that are under way at a time, over all bots
 * @param webhookTimeout from the connection to the head of the answer
 * @param webhookRetryAfter how long the first repetition of a request waits; doubles each time
 * @param webhookRetryMax the longest such wait
 * @param privateAddresses that are not of the public Internet, and that webhooks may be at all the same
 */
public record BotConfig(
        int perOwner,
        int webhookThreads,
        Duration webhookTimeout,
        Duration webhookRetryAfter,
        Duration webhookRetryMax,
        List<IpBlock> privateAddresses) {

    private static final Setting<Integer> PER_OWNER = Setting.count("bot.per-owner", 20, 0, 1_000);
    private static final Setting<Integer> WEBHOOK_THREADS = Setting.count("bot.webhook.threads", 16, 1, 256);
    private static final Setting<Duration> WEBHOOK_TIMEOUT = Setting.duration(
            "bot.webhook.timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(2));
    private static final Setting<Duration> WEBHOOK_RETRY_AFTER = Setting.duration(
            "bot.webhook.retry-after", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofHours(1));
    private static final Setting<Duration> WEBHOOK_RETRY_MAX =
            Setting.duration("bot.webhook.retry-max", Duration.ofHours(1), Duration.ofMillis(10), Duration.ofDays(1));
    private static final Setting<List<IpBlock>> PRIVATE_ADDRESSES = Setting.ipBlocks("bot.webhook.private-addresses");

    static final List<Setting<?>> SETTINGS = List.of(
            PER_OWNER, WEBHOOK_THREADS, WEBHOOK_TIMEOUT, WEBHOOK_RETRY_AFTER, WEBHOOK_RETRY_MAX, PRIVATE_ADDRESSES);

    /** Takes values within their bounds that do not contradict each other. @throws ConfigException otherwise */
    public BotConfig {
        PER_OWNER.require(perOwner);
        WEBHOOK_THREADS.require(webhookThreads);
        WEBHOOK_TIMEOUT.require(webhookTimeout);
        WEBHOOK_RETRY_AFTER.require(webhookRetryAfter);
        WEBHOOK_RETRY_MAX.require(webhookRetryMax);
        Setting.requireAtMost(WEBHOOK_RETRY_AFTER, webhookRetryAfter, WEBHOOK_RETRY_MAX, webhookRetryMax);
        privateAddresses = List.copyOf(privateAddresses);
    }

    static BotConfig from(Values values) {
        return new BotConfig(
                values.get(PER_OWNER),
                values.get(WEBHOOK_THREADS),
                values.get(WEBHOOK_TIMEOUT),
                values.get(WEBHOOK_RETRY_AFTER),
                values.get(WEBHOOK_RETRY_MAX),
                values.get(PRIVATE_ADDRESSES));
    }
}
