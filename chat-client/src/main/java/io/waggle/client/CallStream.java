package io.waggle.client;

import io.waggle.client.store.CallEvent;
import io.waggle.client.store.CallRecord;
import io.waggle.client.store.CallStep;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.NewMessage;
import io.waggle.client.store.Saying;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.CallId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.ContentTimes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Passes on what calls say and what happens in them, and ends those that nobody answers. Belongs to the lane. */
final class CallStream {

    private final ClientStore store;
    private final Intake intake;
    private final Outbox outbox;
    private final EventDispatcher events;
    private final Lane lane;
    private final Clock clock;
    private final Supplier<MessageId> ids;
    private final Supplier<CallId> callIds;
    private Lane.@Nullable Timer timer;

    CallStream(
            ClientStore store,
            Intake intake,
            Outbox outbox,
            EventDispatcher events,
            Lane lane,
            Clock clock,
            Supplier<MessageId> ids,
            Supplier<CallId> callIds) {
        this.store = store;
        this.intake = intake;
        this.outbox = outbox;
        this.events = events;
        this.lane = lane;
        this.clock = clock;
        this.ids = ids;
        this.callIds = callIds;
    }

    /** The process begins: no call of an earlier one goes on. */
    void begin() {
        boolean unused = took(store.calls().endTalks(clock.instant(), saying()));
        look();
    }

    CallRecord place(AccountId peer, String sdp, boolean video) {
        Call.Start start = new Call.Start(callIds.get(), video);
        AccountId self = store.owner().account();
        Draft shown = Draft.direct(self, peer, Content.of(start));
        Draft rings = Draft.direct(self, peer, Content.of(new Call.Offer(start.call(), Optional.empty(), sdp)));
        Draft offer = new Draft(rings.conversation(), rings.audience(), rings.content(), ContentTimes.CALL_SIGNAL);
        Instant now = clock.instant();
        intake.count();
        intake.count();
        CallRecord call = store.calls()
                .place(
                        start,
                        new NewMessage(ids.get(), now, shown),
                        new NewMessage(ids.get(), now, offer),
                        now,
                        outbox.serverTime());
        events.touched(List.of(call.conversation()));
        events.call(new CallEvent(call, Optional.empty()));
        outbox.pump();
        look();
        return call;
    }

    boolean answer(CallId id, String sdp) {
        return took(store.calls().answer(id, sdp, clock.instant(), saying()));
    }

    boolean candidates(CallId id, List<String> candidates) {
        return took(store.calls().candidates(id, candidates, clock.instant(), saying()));
    }

    boolean hangUp(CallId id, boolean failed) {
        return took(store.calls().hangUp(id, failed, clock.instant(), saying()));
    }

    /**
     * Something came through the inbox.
     *
     * @param said how many messages of this device were stored for it
     */
    void received(List<CallEvent> happened, int said) {
        happened.forEach(events::call);
        said(said);
        if (!happened.isEmpty()) {
            look();
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private boolean took(CallStep step) {
        step.events().forEach(events::call);
        events.touched(step.touched());
        said(step.said());
        look();
        return step.said() > 0;
    }

    private Saying saying() {
        return new Saying(ids, outbox.serverTime());
    }

    private void said(int messages) {
        for (int i = 0; i < messages; i++) {
            intake.count();
        }
        if (messages > 0) {
            outbox.pump();
        }
    }

    private void look() {
        cancel();
        store.calls().nextEnd().ifPresent(end -> {
            Duration wait = Duration.between(clock.instant(), end);
            timer = lane.after(wait.isNegative() ? Duration.ZERO : wait, () -> {
                timer = null;
                boolean unused = took(store.calls().endUnanswered(clock.instant(), saying()));
            });
        });
    }
}
