package io.waggle.broker.ingest;

import io.waggle.broker.contact.GroupPolicy;
import io.waggle.broker.contact.MessagePolicy;
import io.waggle.broker.delivery.Dispatcher;
import io.waggle.broker.delivery.Lane;
import io.waggle.broker.event.Event;
import io.waggle.broker.event.Event.PublishRefused.PublishRefusal;
import io.waggle.broker.event.Events;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.RateRefusal;
import io.waggle.protocol.frame.Decoded;
import io.waggle.protocol.frame.Decoded.Fault;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupLiveEvent;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.ReceiptUpdate;
import io.waggle.protocol.frame.SetPresence;
import io.waggle.protocol.frame.WatchPresence;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Takes frames apart. Stateless; called on the front door's threads and never blocks them. */
public final class Ingest {

    private final Inbox inbox;
    private final Dispatcher dispatcher;
    private final MessagePolicy policy;
    private final GroupPolicy groupPolicy;
    private final Admission admission;
    private final Events events;

    public Ingest(
            Inbox inbox,
            Dispatcher dispatcher,
            MessagePolicy policy,
            GroupPolicy groupPolicy,
            RateLimits limits,
            Events events) {
        this.inbox = inbox;
        this.dispatcher = dispatcher;
        this.policy = policy;
        this.groupPolicy = groupPolicy;
        this.admission = new Admission(policy, limits);
        this.events = events;
    }

    /**
     * Decides what to answer to a PUBLISH on the device's own outbox topic.
     *
     * @param lane of the connection it came on
     * @param presence of that connection
     * @param order of what came on it
     * @param payload must not change until the verdict's decision is made
     * @param canAnswer whether the device can be told a reason code
     */
    Verdict receive(Lane lane, PresenceUplink presence, Order order, ByteBuffer payload, boolean canAnswer) {
        Address sender = lane.device();
        Optional<Duration> wait = admission.frame(sender);
        if (wait.isPresent()) {
            return tooMuch(sender, wait.get());
        }
        Decoded<OutboxFrame> decoded = OutboxCodec.decode(payload);
        if (decoded instanceof Decoded.Malformed<OutboxFrame> malformed) {
            return malformed(sender, malformed.fault(), malformed.detail());
        }
        OutboxFrame frame = ((Decoded.Valid<OutboxFrame>) decoded).frame();
        if (saysTooMuchOfPresence(frame, presence.most())) {
            return malformed(sender, Fault.BAD_PRESENCE, tooMuchOfPresence(presence.most()));
        }
        try {
            return receive(lane, presence, order, frame, canAnswer);
        } catch (InboxUnavailable e) {
            events.publish(new Event.PublishRefused(sender, PublishRefusal.STORE_FAILED));
            return new Verdict.Answer(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, "the store is not available");
        }
    }

    private Verdict malformed(Address sender, Fault fault, String detail) {
        events.publish(new Event.FrameMalformed(sender, fault));
        return new Verdict.Answer(ReasonCode.PAYLOAD_FORMAT_INVALID, detail);
    }

    /** Whether it says of presence what the Welcome did not allow: this server may allow less than the protocol. */
    private static boolean saysTooMuchOfPresence(OutboxFrame frame, int most) {
        for (OutboxItem item : frame.items()) {
            if ((item instanceof SetPresence && most == 0)
                    || (item instanceof WatchPresence watch
                            && (most == 0 || watch.accounts().size() > most))) {
                return true;
            }
        }
        return false;
    }

    private static String tooMuchOfPresence(int most) {
        return most == 0 ? "this server knows no presence" : "at most " + most + " accounts may be watched here";
    }

    private Verdict receive(Lane lane, PresenceUplink presence, Order order, OutboxFrame frame, boolean canAnswer) {
        Optional<Duration> wait = admission.messages(lane.device(), frame);
        if (wait.isPresent()) {
            return tooMuch(lane.device(), wait.get());
        }
        List<OutboxItem> forOthers = new ArrayList<>(frame.items().size());
        for (OutboxItem item : frame.items()) {
            if (item instanceof InboxAck ack) {
                lane.acknowledge(ack);
            } else if (item instanceof Hello hello) {
                lane.hello(hello);
            } else if (item instanceof InboxReject reject) {
                lane.reject(reject);
            } else if (item instanceof LiveEvent || item instanceof GroupLiveEvent) {
                live(lane.device(), item);
            } else if (item instanceof SetPresence set) {
                presence.set(set.available());
            } else if (item instanceof WatchPresence watch) {
                presence.watch(watch.accounts());
            } else if (item instanceof ReceiptUpdate receipt
                    && !policy.takesReadReceipts(
                            receipt.author().account(), lane.device().account())) {
                events.publish(new Event.NoticeDropped(Event.NoticeDropped.DropReason.NOT_TAKEN));
            } else {
                forOthers.add(item);
            }
        }
        if (forOthers.isEmpty()) {
            return Verdict.Answer.SUCCESS;
        }
        Submission submission = admission.submission(lane.device(), forOthers, Submission.Refusals.BY_ROW);
        Set<AccountId> coming = coming(forOthers);
        if (!coming.isEmpty()) {
            return new Verdict.Pending(
                    order.behind(() -> groupPolicy
                            .of(lane.device().account(), coming)
                            .thenCompose(admissions -> inbox.append(submission.with(admissions)))),
                    canAnswer);
        } else if (!order.isFree()) {
            return new Verdict.Pending(order.behind(() -> inbox.append(submission)), canAnswer);
        }
        boolean mayRefuse = canAnswer && inbox.mayRefuse(submission);
        CompletableFuture<Decision> decision = inbox.append(mayRefuse ? submission.answering() : submission);
        return decision.isCompletedExceptionally()
                ? unavailable(lane.device(), decision)
                : new Verdict.Pending(decision, mayRefuse);
    }

    /** Accounts that group changes are to bring in: how they want that is asked first. */
    private static Set<AccountId> coming(List<OutboxItem> items) {
        Set<AccountId> coming = new HashSet<>(0);
        for (OutboxItem item : items) {
            if (item instanceof GroupChange change) {
                List<AccountId> some = change.change() instanceof GroupChange.Create create
                        ? create.members()
                        : change.change() instanceof GroupChange.Add add ? add.accounts() : List.of();
                coming.addAll(some);
            }
        }
        return coming;
    }

    /** Before anything of it is looked at: the device sends the same again, in the same order. */
    private Verdict tooMuch(Address sender, Duration wait) {
        events.publish(new Event.PublishRefused(sender, PublishRefusal.RATE_LIMITED));
        return new Verdict.Answer(ReasonCode.QUOTA_EXCEEDED, new RateRefusal(wait).reason());
    }

    /**
     * Nobody waits for a live event, so one too many is dropped and the frame is not held up for it. One of a device that has been
     * removed, and whose connection is about to end, is dropped too: what is stored, the inbox would refuse.
     */
    private void live(Address from, OutboxItem item) {
        if (!admission.liveEvent(from) || !inbox.devices(from.account()).contains(from)) {
            events.publish(new Event.LiveEventDropped());
        } else if (item instanceof GroupLiveEvent event) {
            dispatcher.live(from, event, policy::takesLiveEventsInGroup);
        } else if (item instanceof LiveEvent event) {
            liveToAccounts(from, event);
        }
    }

    private void liveToAccounts(Address from, LiveEvent event) {
        List<AccountId> takers = event.to().stream()
                .filter(account -> policy.takesLiveEvents(account, from.account()))
                .toList();
        if (!takers.isEmpty()) {
            dispatcher.live(from, new LiveEvent(takers, event.conversation(), event.content()));
        }
    }

    /** It was not even handed in: the device can be told so. */
    private Verdict unavailable(Address sender, CompletableFuture<Decision> decision) {
        boolean busy = decision.handle((done, failure) ->
                        failure instanceof InboxUnavailable reason && reason.kind() == InboxUnavailable.Cause.BUSY)
                .join();
        events.publish(
                new Event.PublishRefused(sender, busy ? PublishRefusal.STORE_BUSY : PublishRefusal.STORE_FAILED));
        return new Verdict.Answer(
                ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
                busy ? "too much is waiting to be stored" : "the store is not available");
    }
}
