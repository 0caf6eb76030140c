package io.waggle.client.store;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.ContentFault;
import io.waggle.protocol.frame.GroupEvent;
import io.waggle.protocol.frame.GroupList;
import io.waggle.protocol.frame.GroupState;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.Message;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.Receipt;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcomes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Sorts the rows of one frame and has each kind stored where it belongs; within a transaction that the caller holds. */
final class Incoming {

    private final Tables tables;
    private final Contents contents;
    private final Groups groups;
    private final Fates fates;
    private final Transfers transfers;
    private final Instant now;

    private final Happenings happenings;
    private final List<SendOutcome> outcomes = new ArrayList<>();
    private final List<SendOutcome> ofOthers = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<Missed> missed = new ArrayList<>();
    private final List<InboxReject> unreadable = new ArrayList<>();
    private int unknown;
    private boolean groupRows;
    private boolean groupAnswers;

    /** @param now by this device's clock */
    Incoming(Tables tables, Contents contents, Fates fates, Transfers transfers, Instant now, Happenings happenings) {
        this.tables = tables;
        this.contents = contents;
        this.groups = new Groups(tables, contents);
        this.fates = fates;
        this.transfers = transfers;
        this.now = now;
        this.happenings = happenings;
    }

    Received store(SqlSession session, Epoch epoch, List<InboxItem> items, Predicate<MessageId> onItsWay) {
        items.forEach(item -> take(session, epoch, item));
        List<StatusChange> changes = new ArrayList<>(fates.outcomes(session, outcomes, onItsWay, now, happenings));
        changes.addAll(fates.lost(session, ofOthers));
        changes.addAll(fates.receipts(session, receipts, now, happenings));
        for (Happenings.OfHistory what : happenings.history()) {
            changes.addAll(transfers.take(session, what, now, happenings));
        }
        return new Received(
                happenings.messages(),
                happenings.touched(),
                changes,
                outcomes,
                missed,
                unknown,
                groupRows,
                groupAnswers,
                happenings.transfers(),
                happenings.calls(),
                happenings.signals().size(),
                unreadable);
    }

    private void take(SqlSession session, Epoch epoch, InboxItem item) {
        Place place = tables.cursor.place(session, item.sequence());
        if (item.content() instanceof Message message) {
            message(session, epoch, item.sequence(), message, place);
        } else if (item.content() instanceof Receipt receipt) {
            receipts.add(receipt);
        } else if (item.content() instanceof SendOutcomes said) {
            said.outcomes().forEach(outcome -> (outcome.senderDevice().isPresent() ? ofOthers : outcomes).add(outcome));
        } else if (item.content() instanceof GroupEvent event) {
            groupRows = true;
            groups.event(session, event, place, now, happenings);
        } else if (item.content() instanceof GroupState state) {
            groupRows = true;
            groupAnswers = true;
            groups.state(session, state, place, now, happenings);
        } else if (item.content() instanceof GroupList list) {
            groupRows = true;
            groupAnswers = true;
            groups.list(session, list, place, happenings);
        } else if (item.content() instanceof Missed mark) {
            groupRows = true;
            tables.groups.forgetCertainty(session);
            missed.add(mark);
        } else if (item.content() instanceof InboxItem.Unreadable row) {
            reject(session, new InboxReject(epoch, item.sequence(), row.detail()));
        } else {
            unknown += keepUnknown(session, epoch, item.sequence());
        }
    }

    private void message(SqlSession session, Epoch epoch, InboxSequence sequence, Message message, Place place) {
        groupRows |= message.groupVersion() > 0;
        Origin origin = new Origin(
                message.conversation(),
                message.sender(),
                message.messageId(),
                place,
                message.acceptedAt(),
                message.groupVersion());
        Optional<ContentFault> fault =
                contents.take(session, origin, message.content(), message.request(), now, happenings);
        fault.ifPresent(why -> reject(session, new InboxReject(epoch, sequence, why.name())));
    }

    private void reject(SqlSession session, InboxReject rejection) {
        tables.rejections.add(session, rejection);
        unreadable.add(rejection);
    }

    private static int keepUnknown(SqlSession session, Epoch epoch, InboxSequence sequence) {
        return session.execute(
                "INSERT OR IGNORE INTO unknown_row (epoch, sequence) VALUES (?, ?)", epoch.value(), sequence.value());
    }
}
