package io.waggle.broker.inbox.rocksdb;

import com.google.protobuf.ByteString;
import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.RosterCheck;
import io.waggle.broker.inbox.Submission;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceChanges;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.RocksDBException;

/** Decides the items of one frame in order, writes the rows of what is accepted, and tells the sender about the rest. */
final class AppendOperation extends Operation<Decision> {

    private final Submission submission;

    AppendOperation(Submission submission) {
        super(submission.contentBytes());
        this.submission = submission;
    }

    @Override
    Decision apply(Commit commit) throws RocksDBException, OperationRefused {
        Entry sender = commit.find(submission.sender());
        if (sender == null) {
            throw new OperationRefused(new InboxUnavailable(
                    InboxUnavailable.Cause.FAILED, "the sender's inbox was removed while it was connected"));
        }
        if (sender.controlRows() >= 2 * commit.config().maxControlRows()) {
            throw new OperationRefused(new InboxUnavailable(
                    InboxUnavailable.Cause.BUSY, "the sender must acknowledge the outcomes in its inbox first"));
        }
        commit.requireSync();
        List<SendOutcome> outcomes = new ArrayList<>();
        Set<ConversationId> blocked = new HashSet<>();
        for (OutboxItem item : submission.items()) {
            if (item instanceof Send send) {
                SendOutcome outcome = decide(commit, sender, send, blocked);
                if (outcome.result() == Result.DEVICES_CHANGED) {
                    blocked.add(send.conversation());
                }
                outcomes.add(outcome);
            } else if (item instanceof ReceiptUpdate receipt) {
                record(commit, sender, receipt);
            }
        }
        return conclude(commit, sender, outcomes);
    }

    /** Says it as cheaply as it can be said: by the answer alone if all fared alike, else by a row. */
    private Decision conclude(Commit commit, Entry sender, List<SendOutcome> outcomes) throws RocksDBException {
        if (all(outcomes, Result.ACCEPTED)) {
            commit.appendOutcomes(sender, withRecipients(outcomes));
            return new Decision.AllAccepted();
        }
        Result first = outcomes.get(0).result();
        if (submission.refusals() == Submission.Refusals.BY_DECISION) {
            return new Decision.Refused(first);
        }
        if (submission.refusals() == Submission.Refusals.BY_ANSWER
                && (first == Result.RECIPIENT_FULL || first == Result.SENDER_FULL)
                && all(outcomes, first)) {
            return new Decision.RefusedForRoom(first);
        }
        commit.appendOutcomes(sender, outcomes);
        return new Decision.SeeOutcomes();
    }

    private static boolean all(List<SendOutcome> outcomes, Result result) {
        for (SendOutcome outcome : outcomes) {
            if (outcome.result() != result) {
                return false;
            }
        }
        return true;
    }

    /** Those that say something of a recipient. */
    private static List<SendOutcome> withRecipients(List<SendOutcome> outcomes) {
        List<SendOutcome> some = new ArrayList<>(0);
        for (SendOutcome outcome : outcomes) {
            if (!outcome.recipients().isEmpty()) {
                some.add(outcome);
            }
        }
        return some;
    }

    private SendOutcome decide(Commit commit, Entry sender, Send send, Set<ConversationId> blocked)
            throws RocksDBException {
        if (commit.dedup().contains(sender, send.messageId())) {
            commit.event(new Event.MessageDeduplicated());
            return outcome(send, Result.ACCEPTED, List.of(), List.of());
        }
        SendOutcome outcome = decideNew(commit, sender, send, blocked);
        if (outcome.result() != Result.ACCEPTED) {
            commit.event(new Event.MessageRefused(outcome.result()));
        }
        return outcome;
    }

    private SendOutcome decideNew(Commit commit, Entry sender, Send send, Set<ConversationId> blocked)
            throws RocksDBException {
        if (blocked.contains(send.conversation())) {
            return outcome(send, Result.BLOCKED_BY_EARLIER, List.of(), List.of());
        }
        if (sender.duties() >= commit.config().maxControlRows()) {
            return outcome(send, Result.SENDER_FULL, List.of(), List.of());
        }
        List<RecipientOutcome> unknown = new ArrayList<>();
        List<DeviceChanges> changes = new ArrayList<>();
        for (Recipient recipient : send.recipients()) {
            if (submission.refusing().contains(recipient.account())) {
                continue; // who takes nothing from the sender tells it nothing of their devices either
            }
            Map<DeviceId, Entry> devices = commit.directory().devices(recipient.account());
            if (devices.isEmpty()) {
                unknown.add(whole(recipient.account(), Result.UNKNOWN_ACCOUNT));
            } else {
                RosterCheck.difference(submission.sender(), recipient, devices, Entry::epoch)
                        .ifPresent(changes::add);
            }
        }
        if (!unknown.isEmpty()) {
            return outcome(send, Result.UNKNOWN_ACCOUNT, unknown, changes);
        }
        if (!changes.isEmpty()) {
            return outcome(send, Result.DEVICES_CHANGED, List.of(), changes);
        }
        return place(commit, sender, send);
    }

    /** A device of a recipient, and whether the message fits there. */
    private record Place(Entry inbox, Recipient.Device device, boolean hasRoom) {}

    /** Room is judged for each device, acceptance for each account: it takes the message if one of its devices does. */
    private SendOutcome place(Commit commit, Entry sender, Send send) throws RocksDBException {
        List<Place> places = new ArrayList<>();
        List<RecipientOutcome> without = new ArrayList<>();
        boolean anyOther = false;
        boolean anyTakes = false;
        boolean allRefuse = true;
        for (Recipient recipient : send.recipients()) {
            if (submission.refusing().contains(recipient.account())) {
                anyOther = true;
                without.add(whole(recipient.account(), Result.RECIPIENT_REFUSES));
                continue;
            }
            boolean own = recipient.account().equals(submission.sender().account());
            boolean takes = own;
            for (Recipient.Device device : recipient.devices()) {
                Place place = placeAt(commit, send, recipient.account(), device);
                places.add(place);
                takes |= place.hasRoom();
            }
            anyOther |= !own;
            allRefuse &= own;
            anyTakes |= !own && takes;
            if (!takes) {
                without.add(whole(recipient.account(), Result.RECIPIENT_FULL));
            }
        }
        if (anyOther && !anyTakes) {
            return outcome(send, allRefuse ? Result.RECIPIENT_REFUSES : Result.RECIPIENT_FULL, without, List.of());
        }
        append(commit, sender, send, places);
        return outcome(send, Result.ACCEPTED, without, List.of());
    }

    private static Place placeAt(Commit commit, Send send, AccountId account, Recipient.Device device) {
        Entry inbox = commit.find(new Address(account, device.device()));
        if (inbox == null) {
            throw new IllegalStateException("a device that passed the roster check has no inbox");
        }
        boolean hasRoom = inbox.hasRoom(
                content(send, device).size(),
                commit.config().maxMessages(),
                commit.config().maxBytes());
        return new Place(inbox, device, hasRoom);
    }

    private void append(Commit commit, Entry sender, Send send, List<Place> places) throws RocksDBException {
        long expiresAtMs = commit.nowMs() + lifetime(commit, send).toMillis();
        int sharers = (int) places.stream()
                .filter(place -> place.hasRoom() && place.device().content().isEmpty())
                .count();
        ByteString common = send.content();
        boolean share = SharedContents.isWorthSharing(sharers, common.size());
        Commit.Body body = share ? commit.share(common, sharers) : new Commit.Body.Inline(common);
        int rows = 0;
        long bytes = 0;
        for (Place place : places) {
            if (!place.hasRoom()) {
                commit.markMissed(place.inbox());
                commit.event(new Event.MessageMissed());
                continue;
            }
            Commit.Body rowBody = place.device().content().isEmpty()
                    ? body
                    : new Commit.Body.Inline(place.device().content());
            boolean request =
                    submission.asRequest().contains(place.inbox().device().account());
            commit.appendMessage(place.inbox(), header(sender, send, rowBody, request), rowBody, expiresAtMs);
            rows++;
            bytes += content(send, place.device()).size();
        }
        commit.dedup().add(commit.changes(), sender, send.messageId());
        commit.event(new Event.MessageAccepted(rows, bytes));
    }

    private static Row.MessageHeader header(Entry sender, Send send, Commit.Body body, boolean request) {
        long contentId = body instanceof Commit.Body.Shared shared ? shared.contentId() : 0;
        return new Row.MessageHeader(
                sender.id(), sender.device(), send.messageId(), send.conversation(), contentId, request);
    }

    private void record(Commit commit, Entry sender, ReceiptUpdate receipt) throws RocksDBException {
        Entry author = commit.find(receipt.author());
        if (author == null || author == sender) {
            commit.event(new Event.NoticeDropped(Event.NoticeDropped.DropReason.NO_SUCH_DEVICE));
            return;
        }
        ReceiptRow.Key key = new ReceiptRow.Key(receipt.conversation(), sender.id(), receipt.kind());
        if (!author.hasReceipt(key)
                && !author.hasRoomForReportOf(sender.id(), commit.config().maxControlRows())) {
            commit.event(new Event.NoticeDropped(Event.NoticeDropped.DropReason.INBOX_FULL));
            return;
        }
        commit.recordReceipt(author, key, receipt.upTo(), submission.sender());
    }

    private static Duration lifetime(Commit commit, Send send) {
        Duration wanted = send.expiresIn().isZero() ? commit.config().defaultExpiry() : send.expiresIn();
        Duration most = commit.config().maxExpiry();
        return wanted.compareTo(most) < 0 ? wanted : most;
    }

    private static ByteString content(Send send, Recipient.Device device) {
        return device.content().isEmpty() ? send.content() : device.content();
    }

    private static RecipientOutcome whole(AccountId account, Result why) {
        return new RecipientOutcome(account, Optional.empty(), why, "");
    }

    private static SendOutcome outcome(
            Send send, Result result, List<RecipientOutcome> recipients, List<DeviceChanges> changes) {
        return new SendOutcome(send.messageId(), send.conversation(), result, recipients, changes);
    }
}
