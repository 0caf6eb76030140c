package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Something of what was said before. Rows and orders are those of the device that sends. */
public sealed interface HistoryEntry {

    /**
     * A conversation, before its messages.
     *
     * @param peer of one of two: the other
     * @param recipients of one that is neither of two nor a group: whom the person last wrote to
     * @param readRow everything up to this row is read; empty: nothing
     * @param readUpTo the last message of somebody else that is
     * @param timerRevision 0: never set
     * @param timerChange the message that set the timer; empty: none did
     * @param settings what the person has set, if anything
     * @param settingsChange the message that said so; present if the settings are
     */
    record OfConversation(
            ConversationId conversation,
            Optional<AccountId> peer,
            boolean group,
            List<AccountId> recipients,
            OptionalLong readRow,
            Optional<MessageRef> readUpTo,
            Duration timer,
            long timerRevision,
            Optional<MessageId> timerChange,
            Optional<ConversationSettings> settings,
            Optional<MessageId> settingsChange)
            implements HistoryEntry {

        public OfConversation {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * A message, or what happened in a group.
     *
     * @param device that wrote it; empty for what a deleted account left behind
     * @param sub its place among what stands at the same row
     * @param order of this person's: which it is of those that its device sent
     * @param state how far it is, of this person's; else NONE
     * @param counts whether it is unread until it is read
     * @param gone when it will have disappeared, if that has begun
     * @param recipients of this person's, to no group: whom it went to, as far as is known
     */
    record OfMessage(
            ConversationId conversation,
            AccountId account,
            Optional<DeviceId> device,
            MessageId id,
            long row,
            long sub,
            long order,
            Instant at,
            State state,
            long groupVersion,
            boolean request,
            boolean counts,
            Duration disappears,
            Optional<Instant> gone,
            What what,
            List<AccountId> recipients,
            List<Loss> losses)
            implements HistoryEntry {

        public OfMessage {
            recipients = List.copyOf(recipients);
            losses = List.copyOf(losses);
        }
    }

    /** How far a message of this person is. */
    enum State {
        /** It is of somebody else, or no message. */
        NONE,
        SENT,
        DELIVERED,
        READ,
        PLAYED,
        EXPIRED,
        REJECTED,
        DEVICE_REMOVED
    }

    /** What is to be seen of it. */
    sealed interface What {

        /** A content, as it came; empty once it was viewed, if it may be viewed once. */
        record Bytes(ByteString content) implements What {}

        /** What happened in a group: the bytes of an InboxFrame with the row. */
        record Note(ByteString row) implements What {}

        /** It was deleted for everyone. */
        record Deleted() implements What {}

        /** Nothing of it is to be seen any more, or never was; something may name it. */
        record Hidden() implements What {}
    }

    /**
     * Who will not get a message of this person.
     *
     * @param device nothing for the account as a whole
     */
    record Loss(AccountId account, Optional<DeviceId> device, Reason reason) {

        /** Why. */
        public enum Reason {
            EXPIRED,
            REJECTED,
            DEVICE_REMOVED,
            RECIPIENT_FULL,
            RECIPIENT_REFUSES
        }
    }

    /**
     * Something that was said about a message, behind it.
     *
     * @param id of the message that said it
     * @param account that wrote that
     * @param content a change, or a DeviceSync of one item
     */
    record OfChange(
            ConversationId conversation,
            MessageRef message,
            MessageId id,
            AccountId account,
            Instant at,
            ByteString content)
            implements HistoryEntry {}

    /**
     * How far a member is in what a device of this person sent.
     *
     * @param author the device that sent it
     * @param member who has it, or has read or played it
     * @param upTo the last message of which that is true
     */
    record OfReceipt(ConversationId conversation, DeviceId author, Address member, Reached reached, MessageId upTo)
            implements HistoryEntry {}

    /** How far somebody is. */
    enum Reached {
        DELIVERED,
        READ,
        PLAYED
    }

    /**
     * Between which rows somebody was a member of a group.
     *
     * @param from behind this row
     * @param to up to this row; empty: still
     */
    record OfMembership(ConversationId conversation, AccountId account, long from, OptionalLong to)
            implements HistoryEntry {}
}
