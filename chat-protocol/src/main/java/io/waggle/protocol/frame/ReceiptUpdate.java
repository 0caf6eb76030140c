package io.waggle.protocol.frame;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;

/**
 * A device moves its pointer: everything that {@code author} sent to the conversation, up to and including the message, in
 * the author's sending order.
 *
 * @param kind {@link ReceiptKind#READ} or {@link ReceiptKind#PLAYED}; delivered is the server's to say
 */
public record ReceiptUpdate(ReceiptKind kind, ConversationId conversation, MessageId upTo, Address author)
        implements OutboxItem {}
