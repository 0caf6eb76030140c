package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.time.Duration;
import java.util.List;

/**
 * A message to accounts that it names.
 *
 * @param recipients no account twice
 * @param content for every device that has none of its own; opaque
 * @param expiresIn lifetime from acceptance, rounded up to whole seconds on the wire; zero for the server's default
 */
public record Send(
        MessageId messageId,
        ConversationId conversation,
        List<Recipient> recipients,
        ByteString content,
        Duration expiresIn)
        implements Posting {

    public Send {
        recipients = List.copyOf(recipients);
    }
}
