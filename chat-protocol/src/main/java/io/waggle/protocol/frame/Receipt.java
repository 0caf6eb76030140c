package io.waggle.protocol.frame;

import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.time.Instant;

/**
 * Where a member's pointer stands now: everything that {@code author} sent to the conversation, up to and including the
 * message, in the author's sending order. A later one replaces an earlier one of the same conversation, member and kind.
 *
 * @param recordedAt by the server's clock, whole milliseconds; for showing, never for order
 */
public record Receipt(
        ReceiptKind kind,
        ConversationId conversation,
        MessageId upTo,
        Address author,
        Address member,
        Instant recordedAt)
        implements InboxItem.Content {}
