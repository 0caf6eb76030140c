package io.waggle.broker.webhook;

import io.waggle.broker.event.Event.WebhookPosted.PostResult;
import java.time.Instant;
import java.util.Optional;

/**
 * How a webhook fares, since this process began to post to it.
 *
 * @param lastSuccessAt when something was taken
 * @param failures since then, in a row
 * @param lastFailure what the last of them was
 * @param nextAttemptAt when it is tried again; empty: at once, or when something comes
 */
public record WebhookState(
        Optional<Instant> lastSuccessAt,
        int failures,
        Optional<PostResult> lastFailure,
        Optional<Instant> nextAttemptAt) {

    static final WebhookState NEW = new WebhookState(Optional.empty(), 0, Optional.empty(), Optional.empty());

    WebhookState succeeded(Instant now) {
        return new WebhookState(Optional.of(now), 0, Optional.empty(), Optional.empty());
    }

    WebhookState failed(PostResult result) {
        return new WebhookState(lastSuccessAt, failures + 1, Optional.of(result), Optional.empty());
    }

    /** The webhook was set: what failed before says nothing any more. */
    WebhookState set() {
        return new WebhookState(lastSuccessAt, 0, Optional.empty(), Optional.empty());
    }

    WebhookState tryingAt(Optional<Instant> next) {
        return new WebhookState(lastSuccessAt, failures, lastFailure, next);
    }
}
