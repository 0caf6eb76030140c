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
 */
public record Message(
        MessageId messageId, Address sender, ConversationId conversation, ByteString content, Instant acceptedAt)
        implements InboxItem.Content {}
