package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.NoticeDropped.DropReason;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.SendOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Tells the devices of an account what became of a message that one of them sent: that one, and the others, which have copies of
 * it. The one that sent it had to have room for that before it could send; the others are told as far as they have.
 */
final class Authors {

    private final Commit commit;

    Authors(Commit commit) {
        this.commit = commit;
    }

    /**
     * A device has what the author sent there, up to a message.
     *
     * @param inbox the author's, as it was when it sent
     */
    void delivered(Address author, long inbox, ConversationId conversation, Entry by, MessageId upTo)
            throws RocksDBException {
        var key = new ReceiptRow.Key(conversation, by.id(), ReceiptKind.DELIVERED, author.device());
        Entry sender = commit.find(inbox);
        if (sender == null) {
            drop(DropReason.NO_SUCH_DEVICE);
        } else {
            commit.recordReceipt(sender, key, upTo, by.device());
        }
        for (Entry other : others(author)) {
            if (other.hasReceipt(key)
                    || other.hasRoomForCopiedReceipt(commit.config().maxControlRows())) {
                commit.recordReceipt(other, key, upTo, by.device());
            } else {
                drop(DropReason.INBOX_FULL);
            }
        }
    }

    /** A device says how far its person is in what the author sent there. */
    void reported(Entry by, ReceiptUpdate receipt) throws RocksDBException {
        Address author = receipt.author();
        var key = new ReceiptRow.Key(receipt.conversation(), by.id(), receipt.kind(), author.device());
        report(commit.find(author), by, key, receipt.upTo());
        for (Entry other : others(author)) {
            report(other, by, key, receipt.upTo());
        }
    }

    private void report(@Nullable Entry to, Entry by, ReceiptRow.Key key, MessageId upTo) throws RocksDBException {
        if (to == null || to == by) {
            drop(DropReason.NO_SUCH_DEVICE);
        } else if (to.hasReceipt(key)
                || to.hasRoomForReport(key, commit.config().maxControlRows())) {
            commit.recordReceipt(to, key, upTo, by.device());
        } else {
            drop(DropReason.INBOX_FULL);
        }
    }

    /** What is accepted will not get to some of those that it is for: the others are told what the sender is told anyway. */
    void missed(Address sender, List<SendOutcome> outcomes) throws RocksDBException {
        if (!outcomes.isEmpty()) {
            tellOthers(sender, outcomes);
        }
    }

    /** What was accepted will not get to a device after all. A sender that never fetches what it is told cannot be told for ever. */
    void lost(Row.MessageHeader message, Address recipient, SendOutcome.Result why, String reason)
            throws RocksDBException {
        SendOutcome outcome = Outcomes.of(message, recipient, why, reason);
        Entry sender = commit.find(message.senderInbox());
        if (sender == null) {
            drop(DropReason.NO_SUCH_DEVICE);
        } else {
            tell(sender, 2 * commit.config().maxControlRows(), List.of(outcome));
        }
        if (!recipient.account().equals(message.sender().account())) {
            tellOthers(message.sender(), List.of(outcome));
        }
    }

    private void tellOthers(Address sender, List<SendOutcome> outcomes) throws RocksDBException {
        List<Entry> others = others(sender);
        if (!others.isEmpty()) {
            List<SendOutcome> copies = new ArrayList<>(outcomes.size());
            outcomes.forEach(outcome -> copies.add(outcome.sentBy(sender.device())));
            for (Entry other : others) {
                tell(other, commit.config().maxControlRows(), copies);
            }
        }
    }

    private void tell(Entry device, int maxRows, List<SendOutcome> outcomes) throws RocksDBException {
        if (device.controlRows() >= maxRows) {
            commit.markMissed(device);
            drop(DropReason.INBOX_FULL);
        } else {
            commit.appendOutcomes(device, outcomes);
        }
    }

    private void drop(DropReason why) {
        commit.event(new Event.NoticeDropped(why));
    }

    /** The devices of the account besides this one. */
    private List<Entry> others(Address device) {
        Map<DeviceId, Entry> devices = commit.directory().devices(device.account());
        if (devices.size() == 1 && devices.containsKey(device.device())) {
            return List.of(); // as most have
        }
        List<Entry> others = new ArrayList<>(devices.size());
        devices.forEach((id, entry) -> {
            if (!id.equals(device.device())) {
                others.add(commit.loadedEntry(entry));
            }
        });
        return others;
    }
}
