package io.waggle.client;

import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Delay;
import io.waggle.client.store.FailureReason;
import io.waggle.client.store.Moved;
import io.waggle.client.store.OutboxEntry;
import io.waggle.client.store.Remedy;
import io.waggle.client.transport.Answer;
import io.waggle.client.transport.ReasonCode;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.RateRefusal;
import io.waggle.protocol.frame.SendOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the store's outbox holds. Belongs to the lane.
 *
 * <p>One frame is on its way at a time, and while it is, the next one fills in the store: that keeps the order of every
 * conversation and makes batches as large as the connection is slow. A frame that was not answered is forgotten with its
 * connection and sent again under the same ids; the server knows which of them it had.
 *
 * <p>A message whose frame was answered "outcomes follow" is undecided until its outcome has come through the inbox, which
 * may be before the answer. Until then its conversation waits, and others go on. So it does while nobody in it has room.
 */
final class Outbox {

    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    /** An outcome that was promised and does not come: the attempt counts as not decided. */
    private static final Duration OUTCOME_TIMEOUT = Duration.ofSeconds(30);

    private static final String SENDER_FULL = "SENDER_FULL";

    private final ClientStore store;
    private final Session session;
    private final EventDispatcher events;
    private final Lane lane;
    private final Backoff backoff;
    private final Clock clock;
    private final Sweeper sweeper;
    private final Holds holds;

    // Of the client.
    private final Set<MessageId> suspects = new HashSet<>();

    // Of one connection.
    private @Nullable FrameLimits limits;
    private @Nullable ServerClock serverClock;
    private @Nullable SendFrame onItsWay;
    private final Map<MessageId, SendOutcome> early = new HashMap<>();
    private final Map<MessageId, ConversationId> promised = new HashMap<>();
    private Lane.@Nullable Timer pause;
    private Delay.Reason pauseReason = Delay.Reason.SERVER_BUSY;
    private Lane.@Nullable Timer promise;

    Outbox(
            ClientStore store,
            Session session,
            EventDispatcher events,
            Lane lane,
            Backoff backoff,
            Clock clock,
            Random random,
            Sweeper sweeper) {
        this.clock = clock;
        this.holds = new Holds(lane, random, this::tryHeld);
        this.sweeper = sweeper;
        this.store = store;
        this.session = session;
        this.events = events;
        this.lane = lane;
        this.backoff = backoff;
    }

    /** The server takes frames now. */
    void open(FrameLimits allowed, ServerClock present) {
        limits = allowed;
        serverClock = present;
        events.changed(store.attempt(present.now()));
        pump();
    }

    /** What the server refused can reach it again from now on. */
    private void tryHeld() {
        if (serverClock != null) {
            events.changed(store.attempt(serverClock.now()));
            pump();
        }
    }

    /** The server's time, while it takes frames. */
    Optional<Instant> serverTime() {
        return Optional.ofNullable(serverClock).map(ServerClock::now);
    }

    void close() {
        limits = null;
        serverClock = null;
        onItsWay = null;
        early.clear();
        holds.close();
        keepPromises(Set.copyOf(promised.keySet()));
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }

    /** Why what waits in the conversation has not gone out. */
    Delay delay(ConversationId conversation) {
        if (limits == null) {
            return Delay.of(Delay.Reason.NO_CONNECTION, Remedy.CONNECT);
        }
        if (holds.held().contains(conversation)) {
            return Delay.of(Delay.Reason.NO_ROOM, Remedy.WAIT);
        }
        return Delay.of(pause == null ? Delay.Reason.ON_ITS_WAY : pauseReason, Remedy.WAIT);
    }

    /** Whether an attempt at the message has not been answered: its outcome may be that of an earlier one. */
    boolean isOnItsWay(MessageId id) {
        return onItsWay != null && onItsWay.ids().contains(id);
    }

    /** Outcomes came through the inbox, and the store knows them. */
    void outcomes(List<SendOutcome> outcomes) {
        Set<MessageId> kept = new HashSet<>();
        boolean full = false;
        boolean behind = false;
        for (SendOutcome outcome : outcomes) {
            if (isOnItsWay(outcome.messageId())) {
                early.put(outcome.messageId(), outcome);
            } else {
                kept.add(outcome.messageId());
                full |= outcome.result() == SendOutcome.Result.SENDER_FULL;
                if (outcome.result() == SendOutcome.Result.RECIPIENT_FULL) {
                    holds.hold(outcome.conversation());
                } else if (outcome.result() == SendOutcome.Result.ACCEPTED) {
                    holds.release(outcome.conversation());
                }
                behind |= outcome.result() == SendOutcome.Result.GROUP_CHANGED;
            }
        }
        keepPromises(kept);
        if (full) {
            waitAWhile("this device's inbox is full");
        } else if (behind) {
            waitAWhile("a group has changed");
        }
        pump();
    }

    /** Sends what there is, if the way is free. */
    void pump() {
        if (limits == null || onItsWay != null || pause != null) {
            return;
        }
        SendFrame frame = next(limits);
        while (!frame.tooLarge().isEmpty()) {
            changed(store.failed(frame.tooLarge(), FailureReason.TOO_LARGE));
            if (!frame.isEmpty()) {
                break;
            }
            frame = next(limits);
        }
        if (!frame.isEmpty()) {
            onItsWay = frame;
            session.publish(frame.encode(), this::answered);
        }
    }

    private SendFrame next(FrameLimits present) {
        Set<ConversationId> waiting = new HashSet<>(promised.values());
        waiting.addAll(holds.held());
        List<OutboxEntry> entries = store.outbox(waiting, present.frameItems(), present.frameBytes());
        Set<AccountId> accounts = new HashSet<>();
        Address self = store.owner();
        accounts.add(self.account());
        for (OutboxEntry entry : entries) {
            if (entry instanceof OutboxEntry.ToAccounts named) {
                accounts.addAll(named.recipients());
            }
        }
        return SendFrame.build(self, entries, store.roster(accounts), present, suspects);
    }

    private void answered(Answer answer) {
        SendFrame frame = onItsWay;
        if (frame == null) {
            return;
        }
        onItsWay = null;
        Map<MessageId, SendOutcome> known = new HashMap<>(early);
        early.clear();
        switch (answer.reasonCode()) {
            case ReasonCode.SUCCESS -> accepted(frame, answer.reason());
            case ReasonCode.OUTCOMES_FOLLOW -> promised(frame, known);
            case ReasonCode.QUOTA_EXCEEDED -> noRoom(frame, answer.reason());
            case ReasonCode.MALFORMED -> malformed(frame);
            case ReasonCode.NOT_AUTHORIZED -> session.giveUp("the server does not let this device send");
            default ->
                waitAWhile("the server did not decide, reason code 0x" + Integer.toHexString(answer.reasonCode()));
        }
        pump();
    }

    private void accepted(SendFrame frame, String reason) {
        suspects.removeAll(frame.ids());
        backoff.reset();
        frame.conversations().values().forEach(holds::release);
        changed(store.accepted(frame.accepted(reason), clock.instant()));
    }

    private void promised(SendFrame frame, Map<MessageId, SendOutcome> known) {
        suspects.removeAll(frame.ids());
        List<SendOutcome> decided = new ArrayList<>();
        Map<MessageId, ConversationId> waiting = new HashMap<>();
        for (Map.Entry<MessageId, ConversationId> sent : frame.conversations().entrySet()) {
            SendOutcome outcome = known.get(sent.getKey());
            if (outcome == null) {
                waiting.put(sent.getKey(), sent.getValue());
            } else {
                decided.add(outcome);
            }
        }
        changed(store.decided(decided, clock.instant()));
        promised.putAll(waiting);
        if (promise != null) {
            promise.cancel();
        }
        promise = lane.after(OUTCOME_TIMEOUT, this::breakPromises);
        outcomes(decided);
    }

    /** Who sends too much is told how long to wait, and nothing of the frame was taken: the same messages go again, in order. */
    private void noRoom(SendFrame frame, String reason) {
        Optional<RateRefusal> tooMuch = RateRefusal.parse(reason);
        if (tooMuch.isPresent()) {
            pause(backoff.asTold(tooMuch.get().pause()), Delay.Reason.SENT_TOO_MUCH, "this device sends too much");
        } else if (reason.contains(SENDER_FULL)) {
            waitAWhile("this device's inbox is full");
        } else {
            frame.conversations().values().forEach(holds::hold);
            changed(store.refusedForRoom(frame.ids(), clock.instant()));
        }
    }

    /** One message of the frame cannot be read. If there are several, each is sent alone, and the one is found. */
    private void malformed(SendFrame frame) {
        if (frame.sends().size() > 1) {
            suspects.addAll(frame.ids());
            return;
        }
        suspects.removeAll(frame.ids());
        log.warn("{}: the server cannot read message {}", store.owner(), frame.ids());
        changed(store.failed(frame.ids(), FailureReason.MALFORMED));
    }

    private void breakPromises() {
        log.warn("{}: {} promised outcomes did not come, sending again", store.owner(), promised.size());
        keepPromises(Set.copyOf(promised.keySet()));
        pump();
    }

    private void keepPromises(Set<MessageId> ids) {
        promised.keySet().removeAll(ids);
        if (promised.isEmpty() && promise != null) {
            promise.cancel();
            promise = null;
        }
    }

    private void waitAWhile(String why) {
        if (pause == null) {
            pause(backoff.next(), Delay.Reason.SERVER_BUSY, why);
        }
    }

    private void pause(Duration wait, Delay.Reason reason, String why) {
        if (pause == null) {
            pauseReason = reason;
            log.info("{}: sending pauses for {}: {}", store.owner(), wait, why);
            pause = lane.after(wait, () -> {
                pause = null;
                pump();
            });
        }
    }

    private void changed(Moved moved) {
        events.changed(moved.statuses());
        events.touched(moved.touched());
        if (!moved.touched().isEmpty()) {
            sweeper.look(); // what was accepted may be about to disappear
        }
    }
}
