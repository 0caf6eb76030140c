package io.waggle.client.store;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Sorts the rows of one frame and has each kind stored where it belongs; within a transaction that the caller holds. */
final class Incoming {

    private final MessageTable messages;
    private final RejectionTable rejections;
    private final Fates fates;

    private final List<SendOutcome> outcomes = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<Missed> missed = new ArrayList<>();
    private final List<InboxReject> unreadable = new ArrayList<>();
    private int fresh;
    private int unknown;

    Incoming(MessageTable messages, RejectionTable rejections, Fates fates) {
        this.messages = messages;
        this.rejections = rejections;
        this.fates = fates;
    }

    Received store(SqlSession session, Epoch epoch, List<InboxItem> items, Predicate<MessageId> onItsWay) {
        items.forEach(item -> take(session, epoch, item));
        List<StatusChange> changes = new ArrayList<>(fates.outcomes(session, outcomes, onItsWay));
        changes.addAll(fates.receipts(session, receipts));
        return new Received(fresh, changes, outcomes, missed, unknown, unreadable);
    }

    private void take(SqlSession session, Epoch epoch, InboxItem item) {
        if (item.content() instanceof Message message) {
            fresh += messages.insert(session, message) ? 1 : 0;
        } else if (item.content() instanceof Receipt receipt) {
            receipts.add(receipt);
        } else if (item.content() instanceof SendOutcomes said) {
            outcomes.addAll(said.outcomes());
        } else if (item.content() instanceof Missed mark) {
            missed.add(mark);
        } else if (item.content() instanceof InboxItem.Unreadable row) {
            InboxReject rejection = new InboxReject(epoch, item.sequence(), row.detail());
            rejections.add(session, rejection);
            unreadable.add(rejection);
        } else {
            unknown += keepUnknown(session, epoch, item.sequence());
        }
    }

    private static int keepUnknown(SqlSession session, Epoch epoch, InboxSequence sequence) {
        return session.execute(
                "INSERT OR IGNORE INTO unknown_row (epoch, sequence) VALUES (?, ?)", epoch.value(), sequence.value());
    }
}
