package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.content.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message as this device has it.
 *
 * @param position what it is known by on this device: higher than that of everything that was stored before it
 * @param place where it stands in its conversation. One of ours moves when the server accepts it
 * @param sender the device that wrote it; this person's are those of the account of the store's owner
 * @param recipients of one of this person's that is to no group, the accounts it goes to, as far as is known; otherwise empty
 * @param content what its sender wrote; {@link ShownMessage} has what was changed of it since
 * @param at of one of ours, when it was queued by this device's clock; otherwise when the server accepted it by the
 *     server's. Whole milliseconds, for showing, never for order
 * @param acknowledged whether the application has acknowledged it; true for ours
 * @param request whether it came from somebody who was not among the person's contacts, who wants to be asked: to be shown as
 *     a request, without receipts, until the person accepts, which makes the sender a contact, or blocks
 * @param groupVersion of one of somebody else above 0: the version of the group that it was accepted in
 */
public record StoredMessage(
        long position,
        Place place,
        MessageId id,
        ConversationId conversation,
        Address sender,
        List<AccountId> recipients,
        DecodedContent content,
        Instant at,
        MessageStatus status,
        boolean acknowledged,
        boolean request,
        long groupVersion) {

    public StoredMessage {
        recipients = List.copyOf(recipients);
    }

    /** What other contents name it by. */
    public MessageRef ref() {
        return new MessageRef(sender, id);
    }

    /** What it says, if it is a text. */
    public Optional<String> text() {
        return content instanceof DecodedContent.Known known && known.content().kind() instanceof Text text
                ? Optional.of(text.body())
                : Optional.empty();
    }

    /** Where and what it is, without what it says. */
    @Override
    public String toString() {
        return "message " + id + " of " + sender + " at " + position + ", " + status;
    }
}
