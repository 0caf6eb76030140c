package io.waggle.client.store;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import java.time.Instant;
import java.util.List;

/**
 * A message as this device has it.
 *
 * @param position its place on this device: later than everything that was stored before it, in any conversation. What a
 *     conversation is shown in the order of, and what pages are counted from
 * @param sender the device that wrote it; ours are those of the store's owner
 * @param recipients of one of ours, the accounts it goes to; otherwise empty
 * @param content opaque; what the sender gave
 * @param at of one of ours, when it was queued by this device's clock; otherwise when the server accepted it by the
 *     server's. Whole milliseconds, for showing, never for order
 * @param acknowledged whether the application has acknowledged it; true for ours
 * @param request whether it came from somebody who was not among the person's contacts, who wants to be asked: to be shown as
 *     a request, without receipts, until the person accepts, which makes the sender a contact, or blocks
 */
public record StoredMessage(
        long position,
        MessageId id,
        ConversationId conversation,
        Address sender,
        List<AccountId> recipients,
        ByteString content,
        Instant at,
        MessageStatus status,
        boolean acknowledged,
        boolean request) {

    public StoredMessage {
        recipients = List.copyOf(recipients);
    }

    /** Where and what it is, without what it says. */
    @Override
    public String toString() {
        return "message " + id + " of " + sender + " at " + position + ", " + status;
    }
}
