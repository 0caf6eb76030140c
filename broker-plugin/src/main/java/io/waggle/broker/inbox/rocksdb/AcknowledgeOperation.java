package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.ReceiptKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rocksdb.RocksDBException;

/**
 * A device has stored everything up to a sequence: its rows go, and each sender's delivered pointer moves, in one commit. It
 * forces no sync: if it is lost, the device will say so again when it connects.
 */
final class AcknowledgeOperation extends Operation<Acknowledged> {

    private final Address device;
    private final Epoch epoch;
    private final long upTo;
    private final boolean canWait;

    AcknowledgeOperation(Address device, Epoch epoch, InboxSequence upTo, boolean canWait) {
        super(0);
        this.canWait = canWait;
        this.device = device;
        this.epoch = epoch;
        this.upTo = upTo.value();
    }

    @Override
    boolean canWait() {
        return canWait;
    }

    /** What a delivered pointer is moved for: the sender's inbox and the conversation. */
    private record Author(long inbox, ReceiptRow.Key key) {}

    @Override
    Acknowledged apply(Commit commit) throws RocksDBException {
        Entry entry = commit.find(device);
        if (entry == null || !entry.epoch().equals(epoch) || upTo > entry.published()) {
            commit.event(new Event.AcknowledgementIgnored());
            return new Acknowledged(
                    0, entry == null ? InboxSequence.NONE : entry.state().acknowledged());
        }
        long before = entry.acknowledged();
        if (upTo <= before) {
            return new Acknowledged(0, new InboxSequence(before));
        }
        Map<Author, MessageId> delivered = new LinkedHashMap<>();
        int[] rows = {0};
        commit.scanHeaders(entry, before, upTo, (sequence, header) -> {
            rows[0]++;
            commit.removeRow(entry, sequence, header);
            if (header.message() != null) {
                commit.event(new Event.MessageDelivered(
                        Duration.ofMillis(Math.max(0, commit.nowMs() - header.acceptedAtMs()))));
                note(delivered, entry, header.message());
            }
        });
        for (ReceiptRow receipt : entry.takeReceipts(upTo)) {
            commit.removeReceipt(entry, receipt);
        }
        entry.acknowledge(upTo);
        commit.put(entry);
        for (var pointer : delivered.entrySet()) {
            tell(commit, pointer.getKey(), pointer.getValue());
        }
        return new Acknowledged(rows[0], new InboxSequence(upTo));
    }

    private void note(Map<Author, MessageId> delivered, Entry entry, Row.MessageHeader message) {
        if (!message.sender().account().equals(device.account())) {
            var key = new ReceiptRow.Key(message.conversation(), entry.id(), ReceiptKind.DELIVERED);
            delivered.put(new Author(message.senderInbox(), key), message.messageId());
        }
    }

    private void tell(Commit commit, Author author, MessageId upToMessage) throws RocksDBException {
        Entry inbox = commit.find(author.inbox());
        if (inbox == null) {
            commit.event(new Event.NoticeDropped(Event.NoticeDropped.DropReason.NO_SUCH_DEVICE));
        } else {
            commit.recordReceipt(inbox, author.key(), upToMessage, device);
        }
    }
}
