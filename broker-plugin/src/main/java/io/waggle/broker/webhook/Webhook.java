package io.waggle.broker.webhook;

import io.waggle.broker.inbox.InboxState;
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

    /** The rows of an inbox behind one that is acknowledged, or about to be, up to another one. */
    record Batch(Epoch epoch, InboxSequence after, InboxSequence until) {

        /**
         * What of it is to be posted now: it, or, if a crash of the machine lost the last acknowledgement, the batch before; nothing if
         * it is done, or of another inbox.
         */
        Optional<Batch> in(InboxState inbox) {
            if (!epoch.equals(inbox.epoch()) || !until.isAfter(inbox.acknowledged())) {
                return Optional.empty();
            }
            return Optional.of(
                    after.isAfter(inbox.acknowledged())
                            ? new Batch(epoch, inbox.acknowledged(), after)
                            : new Batch(epoch, inbox.acknowledged(), until));
        }
    }
}
