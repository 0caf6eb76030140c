package io.waggle.broker.webhook;

import io.waggle.broker.database.Database;
import io.waggle.broker.database.DatabaseUnavailable;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.WebhookPosted.PostResult;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.Page;
import io.waggle.broker.secret.WebhookSecret;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.InboxItem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one bot's webhook is being posted: one request at a time, in the order of the inbox. Rows are acknowledged when a request with
 * them was answered 2xx, so whatever happens in between, they are posted again.
 *
 * <p>A batch is written down before it is posted, and is the same, under the same id, until it is taken: also after a crash, and though
 * more has come meanwhile. Only what has left the inbox by itself is missing then: what has expired, and a receipt that a newer one has
 * replaced, which comes later.
 *
 * <p>At most one task of a lane is with the executor at any time, to run now or later; the fields that say so are guarded by this.
 * What a task knows it reads anew each time: what was changed meanwhile applies to the next request.
 */
final class WebhookLane {

    /** Rows of a request, and bytes of their content and ids. */
    static final int BATCH_ROWS = 100;

    private static final int BATCH_BYTES = 256 * 1024;

    /** How often it is looked whether the operator has resumed the account, and the like. */
    private static final Duration RECHECK = Duration.ofMinutes(1);

    private final AccountId bot;
    private final Address device;
    private final Parts parts;

    /** Whether a task is with the executor, or the store is asked to acknowledge. */
    private boolean busy;

    /** Whether something has come since the task began. */
    private boolean again;

    /** Whether the webhook was set since the task began: what failed before says nothing any more. */
    private boolean anew;

    private boolean closed;

    /** The task, if it is for later and has not begun. */
    private @Nullable ScheduledFuture<?> later;

    /** Tells the task that is due from one that began before it could be cancelled. */
    private int number;

    private volatile WebhookState state = WebhookState.NEW;

    /** What all lanes share. */
    record Parts(
            Database database,
            Webhooks webhooks,
            Inbox inbox,
            Receiver receiver,
            RetryDelay delay,
            WebhookBody body,
            ScheduledExecutorService executor,
            Clock clock,
            Events events) {}

    WebhookLane(AccountId bot, Parts parts) {
        this.bot = bot;
        this.device = Webhooks.address(bot);
        this.parts = parts;
    }

    WebhookState state() {
        return state;
    }

    /** Something has come. */
    synchronized void wake() {
        if (busy) {
            again = true;
        } else if (!closed) {
            begin(Duration.ZERO);
        }
    }

    /** The webhook was set: what waits for another attempt waits no longer. */
    synchronized void changed() {
        if (later != null) {
            later.cancel(false);
            later = null;
            number++;
            busy = false;
        }
        anew = busy;
        state = state.set();
        wake();
    }

    synchronized void close() {
        closed = true;
        if (later != null) {
            later.cancel(false);
        }
    }

    private synchronized void begin(Duration delay) {
        busy = !closed;
        if (busy) {
            int mine = ++number;
            ScheduledFuture<?> task =
                    parts.executor().schedule(() -> run(mine), delay.toMillis(), TimeUnit.MILLISECONDS);
            later = delay.isZero() ? null : task;
        }
    }

    private synchronized boolean begins(int task) {
        if (closed || task != number) {
            return false;
        }
        later = null;
        again = false;
        return true;
    }

    /** What is to be done after a task. */
    private sealed interface Next {

        /** The next batch, if there is one. */
        record More() implements Next {}

        /** Nothing, until something comes. */
        record Nothing() implements Next {}

        /** The same again, later. */
        record Again(Duration delay) implements Next {}

        /** What the store says decides. */
        record Acknowledging() implements Next {}
    }

    private void run(int task) {
        if (!begins(task)) {
            return;
        }
        Next next;
        try {
            next = attempt();
        } catch (InboxUnavailable | DatabaseUnavailable e) {
            next = failed(PostResult.STORE_UNAVAILABLE, Optional.empty());
        } catch (RuntimeException e) {
            parts.events().publish(new Event.WebhookFailed(bot, e));
            next = failed(PostResult.INTERNAL_ERROR, Optional.empty());
        }
        conclude(next);
    }

    private synchronized void conclude(Next next) {
        if (next instanceof Next.Acknowledging) {
            return;
        }
        if (anew) {
            anew = false;
            state = state.set();
            begin(Duration.ZERO);
        } else if (next instanceof Next.Again repeat) {
            state = state.tryingAt(Optional.of(parts.clock().instant().plus(repeat.delay())));
            begin(repeat.delay());
        } else if (next instanceof Next.More || (next instanceof Next.Nothing && again)) {
            begin(Duration.ZERO);
        } else if (next instanceof Next.Nothing) {
            busy = false;
        }
    }

    private Next attempt() {
        Optional<Webhook> found =
                parts.database().read(handle -> parts.webhooks().find(handle, bot));
        if (found.isEmpty() || found.get().goneAt().isPresent()) {
            return new Next.Nothing(); // until it is set again
        }
        if (found.get().suspended()) {
            return new Next.Again(RECHECK);
        }
        Optional<InboxState> inbox = parts.inbox().state(device);
        Optional<Batch> batch = inbox.flatMap(it -> batch(it, found.get()));
        return batch.isPresent() ? post(found.get(), batch.get()) : new Next.Nothing();
    }

    /** Rows that are posted together. */
    private record Batch(Webhook.Batch rows, List<InboxItem> items) {

        /** The same for the same rows of the same inbox. */
        String id() {
            return rows.epoch() + "-" + rows.after() + "-" + rows.until();
        }
    }

    /** The batch that was begun, if there is anything left of it, or a new one. */
    private Optional<Batch> batch(InboxState inbox, Webhook webhook) {
        Page page = parts.inbox().read(device, inbox.acknowledged(), BATCH_BYTES, BATCH_ROWS);
        Optional<Webhook.Batch> begun = webhook.batch().flatMap(it -> it.in(inbox));
        if (begun.isPresent()) {
            List<InboxItem> left = page.items().stream()
                    .filter(item -> !item.sequence().isAfter(begun.get().until()))
                    .toList();
            if (!left.isEmpty()) {
                return Optional.of(new Batch(begun.get(), left));
            }
        }
        if (page.items().isEmpty()) {
            return Optional.empty();
        }
        InboxSequence until = page.items().get(page.items().size() - 1).sequence();
        Webhook.Batch next = new Webhook.Batch(inbox.epoch(), inbox.acknowledged(), until);
        boolean noted = parts.database().write(handle -> parts.webhooks().begin(handle, bot, next));
        return noted ? Optional.of(new Batch(next, page.items())) : Optional.empty();
    }

    private Next post(Webhook webhook, Batch batch) {
        byte[] body = parts.body().write(bot, batch.items());
        long startedNanos = System.nanoTime();
        PostResult result;
        Optional<String> retryAfter = Optional.empty();
        try {
            Receiver.Answer answer = parts.receiver().post(webhook.url(), headers(webhook, batch, body), body);
            result = result(answer.status());
            retryAfter = answer.retryAfter();
        } catch (PostFailed e) {
            result = e.result();
        }
        int rows = batch.items().size();
        parts.events()
                .publish(new Event.WebhookPosted(result, rows, Duration.ofNanos(System.nanoTime() - startedNanos)));
        return switch (result) {
            case TAKEN -> acknowledge(batch);
            case GONE -> gone(webhook);
            case STOPPED -> new Next.Nothing();
            default -> failed(result, retryAfter);
        };
    }

    /** As Standard Webhooks has it. */
    private Map<String, String> headers(Webhook webhook, Batch batch, byte[] body) {
        long timestamp = parts.clock().instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("webhook-id", batch.id());
        headers.put("webhook-timestamp", Long.toString(timestamp));
        headers.put(
                "webhook-signature",
                webhook.secrets().stream()
                        .map(secret -> sign(secret, batch, timestamp, body))
                        .collect(Collectors.joining(" ")));
        return headers;
    }

    private static String sign(WebhookSecret secret, Batch batch, long timestamp, byte[] body) {
        return secret.signature(batch.id(), timestamp, body);
    }

    private static PostResult result(int status) {
        if (status / 100 == 2) {
            return PostResult.TAKEN;
        }
        return status == 410 ? PostResult.GONE : PostResult.REFUSED;
    }

    private Next acknowledge(Batch batch) {
        Instant now = parts.clock().instant();
        var unused = parts.inbox()
                .acknowledgeNow(device, batch.rows().epoch(), batch.rows().until())
                .whenComplete((done, failure) -> {
                    boolean acknowledged =
                            failure == null && !batch.rows().until().isAfter(done.upTo());
                    note(state.succeeded(now));
                    conclude(acknowledged ? new Next.More() : failed(PostResult.STORE_UNAVAILABLE, Optional.empty()));
                });
        return new Next.Acknowledging();
    }

    private Next gone(Webhook webhook) {
        parts.database().write(handle -> {
            parts.webhooks().gone(handle, bot, webhook.url());
            return true;
        });
        note(state.failed(PostResult.GONE));
        return new Next.More(); // looks whether it was set again meanwhile
    }

    private Next failed(PostResult result, Optional<String> retryAfter) {
        WebhookState failed = state.failed(result);
        note(failed);
        return new Next.Again(parts.delay().after(failed.failures(), retryAfter));
    }

    private synchronized void note(WebhookState next) {
        state = next;
    }
}
