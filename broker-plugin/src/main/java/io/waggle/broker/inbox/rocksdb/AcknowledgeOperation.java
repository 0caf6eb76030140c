package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
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

    /** Whose delivered pointer moves, and where. */
    private record Author(Address device, long inbox, ConversationId conversation) {}

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
                note(delivered, header.message());
            }
        });
        for (ReceiptRow receipt : entry.takeReceipts(upTo)) {
            commit.removeReceipt(entry, receipt);
        }
        entry.acknowledge(upTo);
        commit.put(entry);
        Authors authors = new Authors(commit);
        for (var pointer : delivered.entrySet()) {
            Author author = pointer.getKey();
            authors.delivered(author.device(), author.inbox(), author.conversation(), entry, pointer.getValue());
        }
        return new Acknowledged(rows[0], new InboxSequence(upTo));
    }

    private void note(Map<Author, MessageId> delivered, Row.MessageHeader message) {
        if (!message.sender().account().equals(device.account())) {
            var author = new Author(message.sender(), message.senderInbox(), message.conversation());
            delivered.put(author, message.messageId());
        }
    }
}
