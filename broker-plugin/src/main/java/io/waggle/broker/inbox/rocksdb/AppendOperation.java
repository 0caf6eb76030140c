package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.Submission;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Posting;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
            if (item instanceof Posting posting) {
                SendOutcome outcome = decide(commit, sender, posting, blocked);
                if (outcome.result() == Result.DEVICES_CHANGED || outcome.result() == Result.GROUP_CHANGED) {
                    blocked.add(posting.conversation());
                }
                outcomes.add(outcome);
            } else if (item instanceof GroupChange change) {
                outcomes.add(decide(commit, sender, change));
            } else if (item instanceof GroupQuery query) {
                new GroupChanging(commit).answer(sender, query);
            } else if (item instanceof ReceiptUpdate receipt) {
                new Authors(commit).reported(sender, receipt);
            }
        }
        return conclude(commit, sender, outcomes);
    }

    /** Says it as cheaply as it can be said: by the answer alone if all fared alike, else by a row. */
    private Decision conclude(Commit commit, Entry sender, List<SendOutcome> outcomes) throws RocksDBException {
        List<SendOutcome> missed = missed(outcomes);
        new Authors(commit).missed(sender.device(), missed);
        if (all(outcomes, Result.ACCEPTED)) {
            commit.appendOutcomes(sender, missed);
            return new Decision.AllAccepted(
                    outcomes.stream().map(SendOutcome::acceptedAfter).toList());
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

    /** What is accepted, and will not get to somebody. */
    private static List<SendOutcome> missed(List<SendOutcome> outcomes) {
        List<SendOutcome> some = new ArrayList<>(0);
        for (SendOutcome outcome : outcomes) {
            if (outcome.result() == Result.ACCEPTED && !outcome.recipients().isEmpty()) {
                some.add(outcome);
            }
        }
        return some;
    }

    private SendOutcome decide(Commit commit, Entry sender, Posting posting, Set<ConversationId> blocked)
            throws RocksDBException {
        return once(commit, sender, posting.messageId(), posting.conversation(), () -> {
            if (blocked.contains(posting.conversation())) {
                return outcome(posting.messageId(), posting.conversation(), Result.BLOCKED_BY_EARLIER);
            }
            return new Postings(commit, sender, submission).decide(posting);
        });
    }

    private SendOutcome decide(Commit commit, Entry sender, GroupChange change) throws RocksDBException {
        return once(
                commit,
                sender,
                change.id(),
                change.group(),
                () -> new GroupChanging(commit).decide(submission, change));
    }

    /** Decides something that has not been accepted yet. */
    @FunctionalInterface
    private interface Decider {
        SendOutcome decide() throws RocksDBException;
    }

    /** What has been accepted stays so, and has no effect again. */
    private static SendOutcome once(
            Commit commit, Entry sender, MessageId id, ConversationId conversation, Decider decider)
            throws RocksDBException {
        Optional<InboxSequence> earlier = commit.dedup().acceptedAfter(sender, id);
        if (earlier.isPresent()) {
            commit.event(new Event.MessageDeduplicated());
            return outcome(id, conversation, Result.ACCEPTED).acceptedAfter(earlier.get());
        }
        InboxSequence last = new InboxSequence(sender.last());
        SendOutcome outcome = sender.duties() >= commit.config().maxControlRows()
                ? outcome(id, conversation, Result.SENDER_FULL)
                : decider.decide();
        if (outcome.result() == Result.ACCEPTED) {
            commit.dedup().add(commit.changes(), sender, id, last);
            return outcome.acceptedAfter(last);
        }
        commit.event(new Event.MessageRefused(outcome.result()));
        return outcome;
    }

    private static SendOutcome outcome(MessageId id, ConversationId conversation, Result result) {
        return new SendOutcome(id, conversation, result, List.of(), List.of());
    }
}
