package io.waggle.broker.webhook;

import io.waggle.broker.secret.WebhookSecret;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The webhook of a bot.
 *
 * @param secrets what requests are signed with now: the newest, and for a while the one before
 * @param goneAt since when nothing is posted because the receiver said that it is gone for good; empty: it is not
 * @param suspended whether the operator has suspended the account
 * @param batch what is being posted, or was when the process ended; empty if nothing was ever
 */
public record Webhook(
        WebhookUrl url,
        List<WebhookSecret> secrets,
        Optional<Instant> goneAt,
        boolean suspended,
        Optional<Batch> batch) {

    public Webhook {
        secrets = List.copyOf(secrets);
    }

    /** The rows behind the acknowledged one up to this one of an inbox. */
    record Batch(Epoch epoch, InboxSequence until) {}
}
