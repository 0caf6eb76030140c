package io.waggle.client;

import com.google.protobuf.ByteString;
import io.waggle.client.store.Act;
import io.waggle.client.store.BroadcastList;
import io.waggle.client.store.CallRecord;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Delay;
import io.waggle.client.store.HistoryTransfer;
import io.waggle.client.store.InboxCursor;
import io.waggle.client.store.NewMessage;
import io.waggle.client.store.Place;
import io.waggle.client.store.Received;
import io.waggle.client.store.Saying;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoreException;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.transport.Transport;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.TransferId;
import io.waggle.protocol.content.Activity;
import io.waggle.protocol.content.LiveCodec;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupLiveEvent;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.Welcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts of a client together and passes between them what one says and others want to hear. Its methods may be
 * called from any thread; everything behind them happens in the lane.
 *
 * <p>When something fails that should not, most likely the store, the connection is given up: the server then repeats what
 * it has not seen acknowledged, and the outbox what it has not seen answered.
 */
final class ClientCore implements Session.Observer, Inbox.Observer {

    private static final Logger log = LoggerFactory.getLogger(ClientCore.class);

    /** After so long the person's other devices are told what was read. */
    private static final Duration READS_DELAY = Duration.ofSeconds(1);

    private final ClientOptions options;
    private final ClientStore store;
    private final Lane lane;
    private final Clock clock;
    private final Supplier<MessageId> ids;
    private final EventDispatcher events;
    private final Session session;
    private final Outbox outbox;
    private final ControlStream control;
    private final PresenceStream presence;
    private final Delays delays;
    private final Inbox inbox;
    private final Intake intake;
    private final Batcher<Long> acknowledgements;
    private final Sweeper sweeper;
    private final CallStream calls;
    private Lane.@Nullable Timer tellingReads;
    private volatile ConnectionState state = ConnectionState.STOPPED;
    private volatile boolean closed;

    ClientCore(
            ClientOptions options,
            ClientStore store,
            Transport transport,
            WaggleListener listener,
            ClientRuntime runtime) {
        if (!store.owner().equals(options.device())) {
            throw new IllegalArgumentException("a store of " + store.owner() + " for " + options.device());
        }
        this.options = options;
        this.store = store;
        this.clock = runtime.clock();
        this.ids = runtime.ids();
        this.lane = new GuardedLane(runtime.lane(), this::failed);
        this.events = new EventDispatcher(store, listener, runtime.listeners(), lane, options.eventLimit());
        this.session = new Session(options, transport, lane, runtime.background(), backoff(runtime), this);
        this.sweeper = new Sweeper(store, events, lane, clock);
        this.outbox = new Outbox(store, session, events, lane, backoff(runtime), clock, runtime.random(), sweeper);
        this.control = new ControlStream(store, session, lane, backoff(runtime));
        this.presence = new PresenceStream(
                session, events, lane, backoff(runtime), options.device().toString());
        this.delays = new Delays(store.history(), outbox, presence);
        this.inbox = new Inbox(store, control, this, clock);
        this.intake = new Intake(store, lane, options.outboxLimit(), events, outbox);
        this.calls = new CallStream(store, intake, outbox, events, lane, clock, ids, runtime.callIds());
        this.acknowledgements = new Batcher<>(lane, store::acknowledge);
        lane.execute(events::messagesStored);
        lane.execute(sweeper::look);
        lane.execute(this::continueHistory);
        lane.execute(calls::begin);
    }

    ConnectionState state() {
        return state;
    }

    void connect() {
        lane.execute(session::connect);
    }

    void disconnect() {
        lane.execute(() -> {
            control.flush();
            presence.leave();
            session.disconnect();
        });
    }

    CompletableFuture<Void> send(NewMessage message) {
        return intake.offer(message);
    }

    CompletionStage<Void> acknowledge(StoredMessage message) {
        return acknowledgements.offer(message.position());
    }

    CompletionStage<Boolean> retry(MessageId id) {
        return inLane(() -> {
            Optional<StatusChange> queued = store.retry(id, outbox.serverTime());
            queued.ifPresent(change -> {
                intake.count();
                events.changed(List.of(change));
                outbox.pump();
            });
            return queued.isPresent();
        });
    }

    CompletionStage<List<Delay>> delays(MessageRef message) {
        return inLane(() -> delays.of(message));
    }

    /** Answers whether that is news. */
    CompletionStage<Boolean> markRead(ConversationId conversation, Place upTo, ReceiptKind kind) {
        return inLane(() -> {
            boolean news = store.markRead(conversation, upTo, kind, clock.instant());
            if (news) {
                control.reads();
                events.touched(List.of(conversation));
                sweeper.look();
                tellReadsSoon();
            }
            return news;
        });
    }

    /** Answers what goes out for it; nothing if it cannot be done. */
    CompletionStage<Optional<MessageId>> perform(Act act) {
        return inLane(() -> {
            MessageId id = ids.get();
            Optional<Set<ConversationId>> done = store.perform(act, id, clock.instant(), outbox.serverTime());
            done.ifPresent(touched -> {
                intake.count();
                events.touched(touched);
                outbox.pump();
            });
            return done.map(touched -> id);
        });
    }

    CompletionStage<Void> change(GroupChange change) {
        return inLane(() -> {
            intake.count();
            store.enqueue(change, clock.instant(), outbox.serverTime());
            events.touched(List.of(change.group()));
            outbox.pump();
            return null;
        });
    }

    CompletionStage<BroadcastList> createBroadcastList(String name, List<AccountId> accounts) {
        return inLane(() -> store.createBroadcastList(name, accounts));
    }

    CompletionStage<Boolean> changeBroadcastList(BroadcastList list) {
        return inLane(() -> store.changeBroadcastList(list));
    }

    CompletionStage<Boolean> removeBroadcastList(long id) {
        return inLane(() -> store.removeBroadcastList(id));
    }

    CompletionStage<CallRecord> call(AccountId peer, String sdp, boolean video) {
        return inLane(() -> calls.place(peer, sdp, video));
    }

    CompletionStage<Boolean> answer(CallId id, String sdp) {
        return inLane(() -> calls.answer(id, sdp));
    }

    CompletionStage<Boolean> candidates(CallId id, List<String> candidates) {
        return inLane(() -> calls.candidates(id, candidates));
    }

    CompletionStage<Boolean> hangUp(CallId id, boolean failed) {
        return inLane(() -> calls.hangUp(id, failed));
    }

    CompletionStage<HistoryTransfer> requestHistory() {
        return inLane(() -> {
            intake.count();
            HistoryTransfer transfer =
                    store.transfers().request(TransferId.create(), ids.get(), clock.instant(), outbox.serverTime());
            outbox.pump();
            return transfer;
        });
    }

    CompletionStage<Boolean> allowHistory(TransferId id) {
        return inLane(() -> {
            boolean allowed = store.transfers().allow(id);
            continueHistory();
            return allowed;
        });
    }

    CompletionStage<Boolean> endHistory(TransferId id) {
        return inLane(() -> {
            intake.count();
            boolean ended = store.transfers().end(id, ids.get(), clock.instant(), outbox.serverTime());
            outbox.pump();
            return ended;
        });
    }

    /** Says whatever is to be said now in the transfers of history. */
    private void continueHistory() {
        List<HistoryTransfer> moved;
        do {
            moved = store.transfers().next(ids, clock.instant(), outbox.serverTime());
            moved.forEach(transfer -> {
                intake.count();
                events.offer(listener -> listener.onHistory(transfer));
            });
        } while (!moved.isEmpty());
        outbox.pump();
    }

    CompletionStage<Void> setDraft(ConversationId conversation, String text) {
        return inLane(() -> {
            store.setDraft(conversation, text, clock.instant());
            events.touched(List.of(conversation));
            return null;
        });
    }

    void show(ConversationId conversation, Activity activity) {
        lane.execute(() -> store.history().conversation(conversation).ifPresent(known -> {
            ByteString content = LiveCodec.encode(activity);
            if (known.group().isPresent()) {
                control.live(new GroupLiveEvent(conversation, content));
            } else {
                known.peer().ifPresent(peer -> control.live(new LiveEvent(List.of(peer), conversation, content)));
            }
        }));
    }

    void setAvailable(boolean available) {
        lane.execute(() -> presence.setAvailable(available));
    }

    void watch(List<AccountId> accounts) {
        lane.execute(() -> presence.watch(accounts));
    }

    /** For any thread. */
    Optional<Presence> presence(AccountId account) {
        return presence.of(account);
    }

    /** What is read in one go is told in one. */
    private void tellReadsSoon() {
        if (tellingReads == null) {
            tellingReads = lane.after(READS_DELAY, this::tellReads);
        }
    }

    private void tellReads() {
        tellingReads = null;
        Instant now = clock.instant();
        if (store.tellReads(ids.get(), now, outbox.serverTime())) {
            intake.count();
            outbox.pump();
        }
    }

    /** Ends everything; the parts are not used any more. Calls back in the lane. */
    void close(Runnable onClosed) {
        lane.execute(() -> {
            try {
                closed = true;
                intake.close();
                acknowledgements.close();
                sweeper.cancel();
                calls.cancel();
                control.flush();
                presence.leave();
                session.disconnect();
            } finally {
                events.close();
                onClosed.run();
            }
        });
    }

    @Override
    public void opened() {
        inbox.open();
        session.subscribe();
    }

    @Override
    public void frame(byte[] payload) {
        inbox.frame(payload);
    }

    @Override
    public void closed() {
        outbox.close();
        control.close();
        presence.close();
    }

    @Override
    public void state(ConnectionState present) {
        state = present;
        events.connection(present);
    }

    @Override
    public void notice(Notice notice) {
        events.notice(notice);
    }

    @Override
    public Saying saying() {
        return new Saying(ids, outbox.serverTime());
    }

    @Override
    public boolean isOnItsWay(MessageId id) {
        return outbox.isOnItsWay(id);
    }

    @Override
    public void welcomed(Welcome welcome, InboxCursor cursor) {
        FrameLimits limits = FrameLimits.of(welcome.limits());
        session.welcomed();
        control.open(limits, cursor);
        presence.open(limits.presenceWatches());
        outbox.open(limits, ServerClock.at(welcome.serverTime(), clock));
        tellReads();
    }

    @Override
    public void received(Received received) {
        if (received.messages() > 0) {
            events.messagesStored();
        }
        calls.received(received.calls(), received.said());
        received.transfers().forEach(transfer -> events.offer(listener -> listener.onHistory(transfer)));
        if (!received.transfers().isEmpty()) {
            control.reads();
            continueHistory();
        }
        events.changed(received.changes());
        events.touched(received.touched());
        sweeper.look();
        received.missed().forEach(mark -> notice(new Notice.MessagesMissed(mark.since())));
        received.unreadable().forEach(row -> notice(new Notice.RowRejected(row.sequence())));
        if (received.unknown() > 0) {
            notice(new Notice.UnknownRows(received.unknown()));
        }
        for (SendOutcome outcome : received.outcomes()) {
            if (!outcome.recipients().isEmpty()) {
                notice(new Notice.NotReceived(outcome.messageId(), outcome.conversation(), outcome.recipients()));
            }
        }
        if (!received.outcomes().isEmpty()) {
            outbox.outcomes(received.outcomes());
        }
    }

    @Override
    public void caughtUp() {
        session.caughtUp();
    }

    @Override
    public void live(InboxFrame frame) {
        frame.live().forEach(event -> events.offer(listener -> listener.onLive(event)));
        presence.heard(frame.presence());
    }

    @Override
    public void giveUp(String why) {
        session.giveUp(why);
    }

    private <T> CompletionStage<T> inLane(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        if (closed) {
            done.completeExceptionally(new IllegalStateException("the client is closed"));
            return done;
        }
        lane.execute(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                throw e;
            }
        });
        return done;
    }

    private void failed(RuntimeException failure) {
        if (failure instanceof StoreException storeFailure) {
            log.error("{}: the store failed", options.device(), failure);
            notice(new Notice.StoreFailed(storeFailure));
        } else {
            log.error("{}: a task of the client failed; this is a bug", options.device(), failure);
        }
        session.giveUp("something failed");
    }

    private Backoff backoff(ClientRuntime runtime) {
        return new Backoff(options.minBackoff(), options.maxBackoff(), runtime.random());
    }
}
