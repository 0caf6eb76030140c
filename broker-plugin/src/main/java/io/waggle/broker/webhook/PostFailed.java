package io.waggle.broker.webhook;

import io.waggle.broker.event.Event.WebhookPosted.PostResult;
import java.io.Serial;

/** A request got no answer. */
final class PostFailed extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final PostResult result;

    PostFailed(PostResult result) {
        super(result.name(), null, false, false);
        this.result = result;
    }

    PostResult result() {
        return result;
    }
}
