package io.waggle.broker.webhook;

import io.waggle.broker.config.BotConfig;
import io.waggle.broker.database.Database;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Inbox;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;

/**
 * The lanes of the webhooks that there are, and the threads that they share. A webhook that does not answer keeps one thread busy until
 * its timeout and then waits longer and longer, so that it does not hold up the others. Where everything is up to is the inboxes' and the
 * database's to know: nothing here outlives the process, and nothing needs to. For any thread.
 */
public final class WebhookDelivery implements Inbox.AppendListener, AutoCloseable {

    private final Database database;
    private final Webhooks webhooks;
    private final ScheduledExecutorService executor;
    private final PinnedPost receiver;
    private final WebhookLane.Parts parts;
    private final Map<AccountId, WebhookLane> lanes = new ConcurrentHashMap<>();

    /** Whom the JVM trusts is believed to be a host. */
    public WebhookDelivery(
            Database database, Webhooks webhooks, Inbox inbox, BotConfig config, Clock clock, Events events) {
        this(database, webhooks, inbox, config, (SSLSocketFactory) SSLSocketFactory.getDefault(), clock, events);
    }

    WebhookDelivery(
            Database database,
            Webhooks webhooks,
            Inbox inbox,
            BotConfig config,
            SSLSocketFactory tls,
            Clock clock,
            Events events) {
        this.database = database;
        this.webhooks = webhooks;
        executor = executor(config.webhookThreads());
        receiver = new PinnedPost(new PublicAddresses(config.privateAddresses()), config.webhookTimeout(), tls);
        parts = new WebhookLane.Parts(
                database,
                webhooks,
                inbox,
                receiver,
                new RetryDelay(config, new SecureRandom(), clock),
                new WebhookBody(),
                executor,
                clock,
                events);
    }

    /** Each lane has at most one task with it. */
    private static ScheduledExecutorService executor(int threads) {
        AtomicInteger number = new AtomicInteger();
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                threads, task -> new Thread(task, "waggle-webhook-" + number.getAndIncrement()));
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // after close
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /** Takes up where every webhook was when the last process ended. */
    public void start() {
        database.read(webhooks::all).forEach(bot -> lane(bot).wake());
    }

    private WebhookLane lane(AccountId bot) {
        return lanes.computeIfAbsent(bot, account -> new WebhookLane(account, parts));
    }

    @Override
    public void appended(Address device) {
        if (device.device().equals(Webhooks.DEVICE)) {
            WebhookLane lane = lanes.get(device.account());
            if (lane != null) {
                lane.wake();
            }
        }
    }

    /** The bot's webhook may have been set, or removed. */
    public void reload(AccountId bot) {
        if (database.read(handle -> webhooks.find(handle, bot)).isPresent()) {
            lane(bot).changed();
        } else {
            WebhookLane lane = lanes.remove(bot);
            if (lane != null) {
                lane.close();
            }
        }
    }

    /** How the bot's webhook fares. */
    public WebhookState state(AccountId bot) {
        return Optional.ofNullable(lanes.get(bot)).map(WebhookLane::state).orElse(WebhookState.NEW);
    }

    /** How many there are. */
    public int count() {
        return lanes.size();
    }

    /** How many there are of which the last request failed. */
    public long failing() {
        return lanes.values().stream()
                .filter(lane -> lane.state().failures() > 0)
                .count();
    }

    /** Ends requests that are under way: what they were about is posted again after the next start. */
    @Override
    public void close() {
        lanes.values().forEach(WebhookLane::close);
        executor.shutdown();
        receiver.close();
        try {
            boolean unused = executor.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
