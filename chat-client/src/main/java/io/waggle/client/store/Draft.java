package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * A message that is to be sent. Within the bounds of the protocol, or it cannot be made.
 *
 * @param recipients 1 to {@value ProtocolLimits#RECIPIENT_ACCOUNTS} accounts, none twice. The sender's own account need not
 *     be named: its other devices always get a copy
 * @param content at most {@value ProtocolLimits#CONTENT_BYTES} bytes, opaque
 * @param expiresIn lifetime from acceptance, whole seconds up to {@link ProtocolLimits#EXPIRY}; zero for the server's
 *     default
 */
public record Draft(ConversationId conversation, List<AccountId> recipients, ByteString content, Duration expiresIn) {

    /** Takes a message within the bounds. @throws IllegalArgumentException if it is not */
    public Draft {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty() || recipients.size() > ProtocolLimits.RECIPIENT_ACCOUNTS) {
            throw new IllegalArgumentException(recipients.size() + " recipients, allowed are 1 to "
                    + ProtocolLimits.RECIPIENT_ACCOUNTS + " accounts");
        }
        if (new HashSet<>(recipients).size() < recipients.size()) {
            throw new IllegalArgumentException("a recipient account is named twice");
        }
        if (content.size() > ProtocolLimits.CONTENT_BYTES) {
            throw new IllegalArgumentException(
                    "content of " + content.size() + " bytes, allowed are " + ProtocolLimits.CONTENT_BYTES);
        }
        if (expiresIn.isNegative() || expiresIn.compareTo(ProtocolLimits.EXPIRY) > 0) {
            throw new IllegalArgumentException(
                    "a lifetime of " + expiresIn + ", allowed is up to " + ProtocolLimits.EXPIRY);
        }
    }

    /** A message to a conversation, with the server's default lifetime. */
    public static Draft to(ConversationId conversation, List<AccountId> recipients, ByteString content) {
        return new Draft(conversation, recipients, content, Duration.ZERO);
    }

    /** A message from one account to another, in the conversation of the two. */
    public static Draft direct(AccountId from, AccountId to, ByteString content) {
        return to(ConversationId.direct(from, to), List.of(to), content);
    }
}
