package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import java.util.List;
import java.util.Optional;

/**
 * What became of one message.
 *
 * @param recipients who did not get it, and why
 * @param changes with {@link Result#DEVICES_CHANGED}, the exact difference; else empty
 * @param groupVersion with {@link Result#GROUP_CHANGED}, the version that the group has; else 0
 * @param acceptedAfter with {@link Result#ACCEPTED} in the answer to the message: the last row of the sender's own inbox at that
 *     moment; the message stands behind it in the order that all share. Else 0
 * @param senderDevice the device of the same account that sent the message, if it was another one than this
 */
public record SendOutcome(
        MessageId messageId,
        ConversationId conversation,
        Result result,
        List<RecipientOutcome> recipients,
        List<DeviceChanges> changes,
        long groupVersion,
        InboxSequence acceptedAfter,
        Optional<DeviceId> senderDevice) {

    public SendOutcome {
        recipients = List.copyOf(recipients);
        changes = List.copyOf(changes);
    }

    /** One that tells no place. */
    public SendOutcome(
            MessageId messageId,
            ConversationId conversation,
            Result result,
            List<RecipientOutcome> recipients,
            List<DeviceChanges> changes,
            long groupVersion) {
        this(messageId, conversation, result, recipients, changes, groupVersion, InboxSequence.NONE, Optional.empty());
    }

    /** One that tells neither a place nor a version. */
    public SendOutcome(
            MessageId messageId,
            ConversationId conversation,
            Result result,
            List<RecipientOutcome> recipients,
            List<DeviceChanges> changes) {
        this(messageId, conversation, result, recipients, changes, 0);
    }

    /** The same, with its place. */
    public SendOutcome acceptedAfter(InboxSequence row) {
        return new SendOutcome(messageId, conversation, result, recipients, changes, groupVersion, row, senderDevice);
    }

    /** The same, for the other devices of the account: they have no part in its place, or in sending it. */
    public SendOutcome sentBy(DeviceId device) {
        return new SendOutcome(
                messageId, conversation, result, recipients, List.of(), 0, InboxSequence.NONE, Optional.of(device));
    }

    /** The decision. The last three come later, for a message that was accepted; the others answer it, or a group change. */
    public enum Result {
        /** On disk for at least one device of at least one recipient account. */
        ACCEPTED,
        /** Refused: the device set of a recipient was wrong. Repair it and send again under the same message id. */
        DEVICES_CHANGED,
        /** Refused: a recipient account does not exist. */
        UNKNOWN_ACCOUNT,
        /** Refused: no recipient account has room. */
        RECIPIENT_FULL,
        /** Refused: an earlier message of the same frame and conversation must be repaired first. */
        BLOCKED_BY_EARLIER,
        /** Refused: the sending device must acknowledge what waits in its own inbox first. */
        SENDER_FULL,
        /** Refused: no recipient account takes messages from this one. Why is its own affair. */
        RECIPIENT_REFUSES,
        /** Refused: there is no such group, or the sender is not in it. */
        NO_SUCH_GROUP,
        /** Refused: the group has another version than the one that was named. */
        GROUP_CHANGED,
        /** Refused: the sender's role does not allow it, or there is nothing to which it could be done. */
        GROUP_FORBIDS,
        /** Refused: the group would have more members than it may. */
        GROUP_FULL,
        /** Refused: there is a group of this id already. */
        GROUP_EXISTS,
        /** Refused: the link does not lead into the group. */
        LINK_INVALID,
        /** Refused: an account is in as many groups as it may. */
        TOO_MANY_GROUPS,
        /** Its lifetime ended before the named devices acknowledged it. */
        EXPIRED,
        /** The named device said that it cannot process it. */
        REJECTED,
        /** The named device was removed before it acknowledged. */
        DEVICE_REMOVED
    }

    /**
     * One recipient that did not get the message.
     *
     * @param device nothing for the account as a whole
     * @param reason with {@link Result#REJECTED}, what the device said; else empty
     */
    public record RecipientOutcome(AccountId account, Optional<DeviceId> device, Result result, String reason) {}

    /**
     * The difference between the devices a sender named and those an account has.
     *
     * @param missing not named
     * @param extra named, not there
     * @param stale named with another epoch than the present one, which is given
     */
    public record DeviceChanges(
            AccountId account, List<DeviceEpoch> missing, List<DeviceId> extra, List<DeviceEpoch> stale) {

        public DeviceChanges {
            missing = List.copyOf(missing);
            extra = List.copyOf(extra);
            stale = List.copyOf(stale);
        }
    }

    /** A device and the present epoch of its inbox. */
    public record DeviceEpoch(DeviceId device, Epoch epoch) {}
}
