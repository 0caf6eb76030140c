package io.waggle.broker.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Duration;
import java.util.Map;

/** Figures of messages on their way: inboxes, commits, deliveries. */
final class MessageMetrics {

    private final Counter accepted;
    private final Counter acceptedRows;
    private final Counter acceptedBytes;
    private final Counter deduplicated;
    private final Map<Result, Counter> refused;
    private final Counter missed;
    private final Map<Event.GroupChanged.Kind, Counter> groupChanges;
    private final Counter expired;
    private final Counter rejected;
    private final Timer delivered;
    private final Map<ReceiptKind, Counter> receipts;
    private final Map<Event.NoticeDropped.DropReason, Counter> noticesDropped;
    private final Counter deadLettersDropped;
    private final Counter acknowledgementsIgnored;
    private final Counter inboxesCreated;
    private final Counter inboxesRemoved;

    private final Timer commitSynced;
    private final Timer commitBuffered;
    private final DistributionSummary commitOperations;
    private final DistributionSummary commitBytes;
    private final Counter commitFailures;
    private final Counter recoveryFailures;
    private final Counter commitQueueFull;
    private final Timer outages;

    private final Counter frames;
    private final Counter frameRows;
    private final Counter frameBytes;
    private final Counter redelivered;
    private final Counter stuck;
    private final Counter deliveryFailures;
    private final Counter liveSent;
    private final Counter liveDropped;

    MessageMetrics(Meters meters) {
        accepted = meters.counter("chat.message.accepted", "messages", "Messages accepted for the first time");
        acceptedRows = meters.counter("chat.message.rows", "rows", "Inbox rows written for accepted messages");
        acceptedBytes = meters.counter("chat.message.content", "bytes", "Content of accepted messages, once per row");
        deduplicated =
                meters.counter("chat.message.deduplicated", "messages", "Messages that came again after acceptance");
        refused = meters.counters(
                Result.class,
                "chat.message.refused",
                "result",
                "messages",
                "Messages refused, by what the sender is told");
        missed =
                meters.counter("chat.message.missed", "rows", "Rows not written because one inbox of several was full");
        groupChanges = meters.counters(
                Event.GroupChanged.Kind.class,
                "chat.group.changed",
                "kind",
                "changes",
                "Changes of groups, by what changed");
        expired = meters.counter("chat.message.expired", "rows", "Rows removed because their lifetime had ended");
        rejected = meters.counter("chat.message.rejected", "rows", "Rows that a device could not process");
        delivered = meters.timer(
                "chat.delivery.latency", "From the commit of a message to its recipient's acknowledgement");
        receipts = meters.counters(
                ReceiptKind.class, "chat.receipt.recorded", "kind", "receipts", "Receipt pointers set or moved");
        noticesDropped = meters.counters(
                Event.NoticeDropped.DropReason.class,
                "chat.notice.dropped",
                "reason",
                "notices",
                "Receipts and outcomes that found no room or nobody to go to, or that one of the two people does not want told");
        deadLettersDropped = meters.counter("chat.dead.letter.dropped", "rows", "Dead letters dropped for newer ones");
        acknowledgementsIgnored = meters.counter(
                "chat.acknowledgement.ignored", "acknowledgements", "Of another epoch, or of rows that are not there");
        inboxesCreated = meters.counter("chat.inbox.created", "inboxes", "Inboxes created");
        inboxesRemoved = meters.counter("chat.inbox.removed", "inboxes", "Inboxes removed");

        commitSynced = commitTimer(meters, "true");
        commitBuffered = commitTimer(meters, "false");
        commitOperations = meters.summary("chat.commit.operations", "operations", "Operations of one group commit");
        commitBytes = meters.summary("chat.commit.size", "bytes", "Write batch of one group commit");
        commitFailures = meters.counter("chat.commit.failed", "commits", "Group commits that failed");
        recoveryFailures =
                meters.counter("chat.store.recovery.failed", "attempts", "Attempts to open a failed store in vain");
        commitQueueFull =
                meters.counter("chat.commit.queue.full", "operations", "Operations that found the queue full");
        outages = meters.timer("chat.store.outage", "From a failed commit to the store's recovery");

        frames = meters.counter("chat.delivery.frames", "frames", "Frames sent to devices");
        frameRows = meters.counter("chat.delivery.rows", "rows", "Rows sent to devices, repetitions included");
        frameBytes = meters.counter("chat.delivery.frame", "bytes", "Frames sent to devices");
        redelivered =
                meters.counter("chat.delivery.redelivered", "heads", "Times that a first waiting row was sent again");
        stuck = meters.counter(
                "chat.delivery.stuck", "heads", "Times that a first waiting row was sent often and in vain");
        deliveryFailures = meters.counter("chat.delivery.failed", "failures", "Inboxes that could not be read");
        liveSent = meters.counter("chat.live.sent", "events", "Live events sent to devices");
        liveDropped = meters.counter("chat.live.dropped", "events", "Live events dropped");
    }

    /** Counts an event, if it is one of these. */
    boolean count(Event event) {
        if (event instanceof Event.MessageAccepted e) {
            accepted.increment();
            acceptedRows.increment(e.rows());
            acceptedBytes.increment((double) e.bytes());
        } else if (event instanceof Event.MessageDelivered e) {
            delivered.record(e.latency());
        } else if (event instanceof Event.FrameSent e) {
            frames.increment();
            frameRows.increment(e.rows());
            frameBytes.increment(e.bytes());
        } else if (event instanceof Event.ReceiptRecorded e) {
            Meters.increment(receipts, e.kind());
        } else if (event instanceof Event.Committed e) {
            (e.synced() ? commitSynced : commitBuffered).record(e.took());
            commitOperations.record(e.operations());
            commitBytes.record((double) e.bytes());
        } else if (event instanceof Event.MessageDeduplicated) {
            deduplicated.increment();
        } else if (event instanceof Event.MessageRefused e) {
            Meters.increment(refused, e.result());
        } else if (event instanceof Event.MessageMissed) {
            missed.increment();
        } else if (event instanceof Event.GroupChanged e) {
            Meters.increment(groupChanges, e.kind());
        } else if (event instanceof Event.RowsExpired e) {
            expired.increment(e.rows());
        } else if (event instanceof Event.RowRejected) {
            rejected.increment();
        } else if (event instanceof Event.NoticeDropped e) {
            Meters.increment(noticesDropped, e.reason());
        } else if (event instanceof Event.DeadLettersDropped e) {
            deadLettersDropped.increment(e.rows());
        } else if (event instanceof Event.AcknowledgementIgnored) {
            acknowledgementsIgnored.increment();
        } else if (event instanceof Event.InboxCreated) {
            inboxesCreated.increment();
        } else if (event instanceof Event.InboxRemoved) {
            inboxesRemoved.increment();
        } else if (event instanceof Event.CommitFailed) {
            commitFailures.increment();
        } else if (event instanceof Event.RecoveryFailed) {
            recoveryFailures.increment();
        } else if (event instanceof Event.CommitQueueFull) {
            commitQueueFull.increment();
        } else if (event instanceof Event.StoreRecovered e) {
            outages.record(e.outage());
        } else if (event instanceof Event.HeadRedelivered) {
            redelivered.increment();
        } else if (event instanceof Event.DeliveryStuck) {
            stuck.increment();
        } else if (event instanceof Event.DeliveryFailed) {
            deliveryFailures.increment();
        } else if (event instanceof Event.LiveEventSent) {
            liveSent.increment();
        } else if (event instanceof Event.LiveEventDropped) {
            liveDropped.increment();
        } else {
            return false;
        }
        return true;
    }

    private static Timer commitTimer(Meters meters, String synced) {
        return Timer.builder("chat.commit.duration")
                .description("Building and writing one group commit; synced ones include the fsync")
                .tag("synced", synced)
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(meters.registry());
    }
}
