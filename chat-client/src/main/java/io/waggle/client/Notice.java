package io.waggle.client;

import io.waggle.client.store.StoreException;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import java.time.Instant;
import java.util.List;

/** Something that a person or an operator may have to know. None of it stops the client, except {@link Replaced}. */
public sealed interface Notice {

    /** The server reset the inbox of this device, or restored it from a backup. Messages may be missing. */
    record InboxReset() implements Notice {}

    /** This store knows less than the server was told once: it is new, or older than it was. Messages may be missing. */
    record StoreBehind() implements Notice {}

    /** The inbox of this device was full; messages to it were dropped for it alone, the first of them at this time. */
    record MessagesMissed(Instant since) implements Notice {}

    /** Some recipients of a message did not, or will not, get it. */
    record NotReceived(MessageId id, ConversationId conversation, List<RecipientOutcome> recipients) implements Notice {

        public NotReceived {
            recipients = List.copyOf(recipients);
        }
    }

    /** Rows of a kind that this version does not know were stored as such: time for an update. */
    record UnknownRows(int count) implements Notice {}

    /** A row of the inbox that nobody can read is refused; the server keeps it aside and tells its sender. */
    record RowRejected(InboxSequence sequence) implements Notice {}

    /** The server did not let the device in, with this reason code. The client asks for a token anew and goes on trying. */
    record LoginRefused(int reasonCode) implements Notice {}

    /** The token provider had no token. The client goes on trying. */
    record NoToken() implements Notice {}

    /** Another client of the same device has connected. This one has stopped; {@link WaggleClient#connect} takes over. */
    record Replaced() implements Notice {}

    /** The store failed. What it was to keep did not happen; the client connects anew and tries again. */
    record StoreFailed(StoreException failure) implements Notice {}

    /** The listener threw. A message it threw at counts as shown in this process, and as not acknowledged. */
    record ListenerFailed(RuntimeException failure) implements Notice {}

    /** The listener is too slow, and this many events, none of them messages, were dropped. The history has their outcome. */
    record EventsDropped(int count) implements Notice {}
}
