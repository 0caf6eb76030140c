package io.waggle.protocol.frame;

import com.google.protobuf.ByteString;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.time.Instant;

/**
 * A message as it arrives.
 *
 * @param acceptedAt by the server's clock, whole milliseconds; for showing, never for order
 * @param request whether it came from somebody who is not among the recipient's contacts, who wants to be asked
 * @param groupVersion above 0: the conversation is a group, which had this version, and the sender was a member who may write
 */
public record Message(
        MessageId messageId,
        Address sender,
        ConversationId conversation,
        ByteString content,
        Instant acceptedAt,
        boolean request,
        long groupVersion)
        implements InboxItem.Content {

    /** One that is no request, and to no group. */
    public Message(
            MessageId messageId, Address sender, ConversationId conversation, ByteString content, Instant acceptedAt) {
        this(messageId, sender, conversation, content, acceptedAt, false, 0);
    }

    /** One from somebody who is not among the recipient's contacts. */
    public static Message request(
            MessageId messageId, Address sender, ConversationId conversation, ByteString content, Instant acceptedAt) {
        return new Message(messageId, sender, conversation, content, acceptedAt, true, 0);
    }
}
