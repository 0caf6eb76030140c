package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentCodec;
import io.waggle.protocol.content.Text;
import java.time.Duration;
import java.util.List;

/**
 * A message that is to be sent. Within the bounds of the protocol, or it cannot be made.
 *
 * @param content a {@linkplain Content#to recipient} that it names is the one of a conversation of two
 * @param expiresIn lifetime from acceptance, whole seconds up to {@link ProtocolLimits#EXPIRY}; zero for the server's
 *     default, or no longer than until the content disappears
 */
public record Draft(ConversationId conversation, Audience audience, Content content, Duration expiresIn) {

    /** Takes a message within the bounds. @throws IllegalArgumentException if it is not */
    public Draft {
        if (expiresIn.isNegative() || expiresIn.compareTo(ProtocolLimits.EXPIRY) > 0) {
            throw new IllegalArgumentException(
                    "a lifetime of " + expiresIn + ", allowed is up to " + ProtocolLimits.EXPIRY);
        }
        ByteString unused = ContentCodec.encode(content); // may be too large as a whole
    }

    /** A message to a conversation of the accounts, with the server's default lifetime. */
    public static Draft to(ConversationId conversation, List<AccountId> recipients, Content content) {
        return new Draft(conversation, new Audience.Accounts(recipients), content, Duration.ZERO);
    }

    /** A message from one account to another, in the conversation of the two. */
    public static Draft direct(AccountId from, AccountId to, Content content) {
        return to(ConversationId.direct(from, to), List.of(to), content.to(to));
    }

    /** A text from one account to another. @throws IllegalArgumentException if it is empty or too long */
    public static Draft direct(AccountId from, AccountId to, String text) {
        return direct(from, to, Content.of(Text.of(text)));
    }

    /** A message to a group. */
    public static Draft group(ConversationId group, Content content) {
        return new Draft(group, Audience.Group.ANY, content, Duration.ZERO);
    }
}
