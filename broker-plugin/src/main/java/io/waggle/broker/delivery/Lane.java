package io.waggle.broker.delivery;

import io.waggle.broker.event.Event;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.Page;
import io.waggle.protocol.Address;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxCodec;
import io.waggle.protocol.frame.InboxFrame;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.LiveNotice;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.Welcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of one device is being sent. Lives as long as the connection; the next connection has its own, so an
 * event that comes late for a connection that was taken over cannot touch its successor.
 *
 * <p>All state that is not volatile or atomic belongs to the lane's executor, one thread. The public methods may be called from
 * any thread: they hand over and return.
 *
 * <p>The lane reads rows after {@code position}, the last sequence it has looked at, in frames that name {@code told}, the
 * last sequence the device knows of. They differ by rows that were skipped because their lifetime had ended. It stops when
 * {@code window} frames wait for a PUBACK, or too many rows wait for an acknowledgement. Where no acknowledgement comes
 * although the device answers, it begins again at the acknowledged row, after a delay that doubles each time.
 */
public final class Lane {

    /** What a frame holds besides items, live events and presence: epoch, place, welcome, tags. */
    private static final int FRAME_OVERHEAD = 256;

    private static final AtomicIntegerFieldUpdater<Lane> WAKE_PENDING =
            AtomicIntegerFieldUpdater.newUpdater(Lane.class, "wakePending");
    private static final AtomicIntegerFieldUpdater<Lane> FRAMES_UNANSWERED =
            AtomicIntegerFieldUpdater.newUpdater(Lane.class, "framesUnanswered");

    private final Address device;
    private final Downlink downlink;
    private final DeliveryContext context;
    private final Executor executor;

    /** 1: set by whoever appends, so that a burst of appends hands over one task. Behind {@link #WAKE_PENDING}. */
    @SuppressWarnings("UnusedVariable") // read by its updater
    private volatile int wakePending;

    /**
     * Counted down by whoever hears a PUBACK: it is only worth a task if the lane waits for it. Behind
     * {@link #FRAMES_UNANSWERED}.
     */
    private volatile int framesUnanswered;

    /** Whether anything has been handed over; a connection that only comes and goes costs its lane's thread nothing. */
    private volatile boolean begun;

    /** Set by whoever closes. */
    private volatile boolean closed;

    private boolean subscribed;
    private Epoch epoch = Epoch.NONE;
    private boolean positioned;

    /** Hellos that wait for the inbox: what would be sent meanwhile would be sent again from where they say. */
    private int greetings;

    private long position;
    private long told;
    private long acknowledged;
    private boolean backlogOpen;
    private @Nullable Welcome welcome;
    private final Deque<Flight> flights = new ArrayDeque<>(1);
    private int rowsInFlight;
    private final Beside beside = new Beside();
    private @Nullable ScheduledFuture<?> redelivery;

    /** Tells the redelivery that is due from one that fired before it could be cancelled. */
    private int redeliveryNumber;

    private @Nullable ScheduledFuture<?> retry;

    /** A frame's rows that the device has not acknowledged. */
    private record Flight(long first, long last, int rows) {}

    Lane(Address device, Downlink downlink, DeliveryContext context, Executor executor) {
        this.device = device;
        this.downlink = downlink;
        this.context = context;
        this.executor = executor;
    }

    public Address device() {
        return device;
    }

    // --- from any thread

    /** The device subscribed to its inbox topic. */
    public void subscribed() {
        post(() -> {
            subscribed = true;
            pump();
        });
    }

    /** The device unsubscribed: nothing more is sent until it subscribes again. */
    public void unsubscribed() {
        post(() -> {
            subscribed = false;
            rewind();
        });
    }

    /** The device said where it is; starts there, from the beginning if it was started already. */
    public void hello(Hello hello) {
        InboxState state = context.inbox().state(device).orElse(null);
        if (state == null) {
            return; // the device was removed; its connection is about to end
        }
        if (!hello.epoch().equals(state.epoch())) {
            post(() -> start(state.epoch(), state.acknowledged(), state.acknowledged()));
            return;
        }
        post(() -> greetings++);
        InboxSequence stored = hello.last().isAfter(state.last()) ? state.last() : hello.last();
        var unused = context.inbox()
                .acknowledgeNow(device, state.epoch(), stored)
                .whenComplete((done, failure) -> post(() -> {
                    greetings--;
                    InboxSequence upTo = failure == null ? done.upTo() : state.acknowledged();
                    start(state.epoch(), upTo, hello.last().isAfter(upTo) ? hello.last() : upTo);
                }));
    }

    /** The device has stored rows. */
    public void acknowledge(InboxAck ack) {
        settle(context.inbox().acknowledge(device, ack.epoch(), ack.upTo()));
    }

    /** The device cannot process a row. */
    public void reject(InboxReject reject) {
        settle(context.inbox().reject(device, reject.epoch(), reject.sequence(), reject.reason()));
    }

    private void settle(CompletableFuture<Acknowledged> outcome) {
        var unused =
                outcome.thenAccept(done -> post(() -> onAcknowledged(done.upTo().value())));
    }

    /** A frame's PUBACK came, whatever its reason code: the window has room for another. */
    public void frameAnswered() {
        if (countAnswered() >= context.config().windowFrames()) {
            post(this::pump);
        }
    }

    /** Returns how many were unanswered before. */
    private int countAnswered() {
        return FRAMES_UNANSWERED.getAndUpdate(this, count -> Math.max(0, count - 1));
    }

    /** A frame could not be handed to the connection: its rows are sent again. */
    public void frameFailed() {
        post(() -> {
            countAnswered();
            rewind();
            retryLater();
        });
    }

    /** Offers a live event; drops the oldest that waits if there are too many. */
    public void offer(LiveNotice notice) {
        post(() -> {
            if (closed || !subscribed) {
                context.events().publish(new Event.LiveEventDropped());
                return;
            }
            if (beside.add(notice, context.config().liveEventsPerDevice())) {
                context.events().publish(new Event.LiveEventDropped());
            }
            pump();
        });
    }

    /**
     * Tells how accounts are, each in place of what waits of it; it waits until the device has subscribed.
     *
     * @param anew what waits of other accounts is of no use any more. Whoever tells keeps the number of accounts between two such
     *     calls within its bounds
     */
    public void tell(List<Presence> told, boolean anew) {
        post(() -> {
            if (!closed) {
                beside.add(told, anew);
                pump();
            }
        });
    }

    /** The inbox has new rows. */
    void wake() {
        if (WAKE_PENDING.compareAndSet(this, 0, 1)) {
            post(() -> {
                wakePending = 0;
                pump();
            });
        }
    }

    /** The connection is gone. */
    void close() {
        closed = true; // first: what is handed over from now on finds it so
        if (begun) {
            post(() -> {
                cancel(redelivery);
                cancel(retry);
                beside.clear();
                flights.clear();
            });
        }
    }

    // --- on the lane's thread

    /** Hands over. Whatever goes wrong in a task is told and retried: rows stay where they are until they are acknowledged. */
    private void post(Runnable task) {
        begun = true;
        executor.execute(() -> contain(task));
    }

    private void contain(Runnable task) {
        try {
            task.run();
        } catch (InboxUnavailable e) {
            context.events().publish(new Event.DeliveryFailed(device, e));
            retryLater();
        } catch (RuntimeException e) {
            context.events().publish(new Event.DeliveryFailed(device, e));
            rewind();
            retryLater();
        }
    }

    private void start(Epoch inboxEpoch, InboxSequence acknowledgedUpTo, InboxSequence from) {
        epoch = inboxEpoch;
        acknowledged = acknowledgedUpTo.value();
        position = from.value();
        told = from.value();
        positioned = true;
        backlogOpen = true;
        welcome = new Welcome(acknowledgedUpTo, context.clock().instant(), context.limits());
        flights.clear();
        rowsInFlight = 0;
        pump();
    }

    /** A device that subscribes without a word is sent what it has not acknowledged. */
    private boolean isPositioned() {
        if (!positioned) {
            InboxState state = context.inbox().state(device).orElse(null);
            if (state == null) {
                return false;
            }
            epoch = state.epoch();
            acknowledged = state.acknowledged().value();
            position = acknowledged;
            told = acknowledged;
            backlogOpen = true;
            positioned = true;
        }
        return true;
    }

    private void pump() {
        boolean sent = true;
        while (sent && canSend()) {
            sent = sendNext();
        }
    }

    private boolean canSend() {
        return subscribed
                && !closed
                && greetings == 0
                && framesUnanswered < context.config().windowFrames()
                && isPositioned();
    }

    private boolean sendNext() {
        Beside.Load load = beside.take();
        Page page = nextPage(load.size());
        boolean end = backlogOpen && !page.more();
        if (page.items().isEmpty() && load.isEmpty() && welcome == null && !end) {
            position = Math.max(position, page.last().value());
            return false;
        }
        byte[] bytes = encode(page, end, load);
        if (bytes.length > ProtocolLimits.FRAME_BYTES && !load.isEmpty()) {
            beside.putBack(load); // a row so large travels alone
            load = Beside.Load.NOTHING;
            bytes = encode(page, end, load);
        }
        send(bytes);
        note(page, end, load, bytes.length);
        return true;
    }

    private byte[] encode(Page page, boolean end, Beside.Load load) {
        return InboxCodec.encode(new InboxFrame(
                epoch,
                new InboxSequence(told),
                page.items(),
                end,
                load.notices(),
                Optional.ofNullable(welcome),
                load.presence()));
    }

    /** Counts first: the answer may be there before the call returns. */
    private void send(byte[] frame) {
        FRAMES_UNANSWERED.incrementAndGet(this);
        try {
            downlink.send(frame);
        } catch (RuntimeException e) {
            countAnswered();
            throw e;
        }
    }

    private Page nextPage(int bytesBeside) {
        int room = context.config().unacknowledgedRows() - rowsInFlight;
        if (room <= 0) {
            return new Page(List.of(), new InboxSequence(position), true);
        }
        int maxBytes = context.config().frameBytes() - FRAME_OVERHEAD - bytesBeside;
        return context.inbox().read(device, new InboxSequence(position), maxBytes, room);
    }

    /** What was sent, in the lane's books and to whoever listens. */
    private void note(Page page, boolean end, Beside.Load load, int bytes) {
        int rows = page.items().size();
        if (rows > 0) {
            long first = page.items().get(0).sequence().value();
            told = page.items().get(rows - 1).sequence().value();
            flights.addLast(new Flight(first, told, rows));
            rowsInFlight += rows;
            if (flights.size() == 1) {
                noteHead(first);
                scheduleRedelivery();
            }
        }
        position = Math.max(position, page.last().value());
        backlogOpen &= !end;
        welcome = null;
        context.events().publish(new Event.FrameSent(rows, bytes));
        load.notices().forEach(notice -> context.events().publish(new Event.LiveEventSent()));
        if (!load.presence().isEmpty()) {
            context.events().publish(new Event.PresenceSent(load.presence().size()));
        }
    }

    private void noteHead(long head) {
        int times = context.attempts().sent(device, head);
        if (times > 1) {
            context.events().publish(new Event.HeadRedelivered());
        }
        if (times >= context.config().attemptsBeforeAlarm()) {
            context.events().publish(new Event.DeliveryStuck(device, new InboxSequence(head), times));
        }
    }

    private void onAcknowledged(long upTo) {
        if (closed || upTo <= acknowledged) {
            return;
        }
        acknowledged = upTo;
        while (!flights.isEmpty() && flights.getFirst().last() <= upTo) {
            rowsInFlight -= flights.removeFirst().rows();
        }
        context.attempts().forget(device);
        scheduleRedelivery();
        if (!flights.isEmpty()) {
            context.attempts().sent(device, flights.getFirst().first());
        }
        pump();
    }

    // --- redelivery

    private void scheduleRedelivery() {
        cancel(redelivery);
        int number = ++redeliveryNumber;
        redelivery = flights.isEmpty()
                ? null
                : context.timer()
                        .schedule(
                                () -> post(() -> redeliver(number)),
                                redeliveryDelay().toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private Duration redeliveryDelay() {
        int doublings = Math.min(20, Math.max(0, context.attempts().count(device) - 1));
        Duration delay = context.config().redeliveryAfter().multipliedBy(1L << doublings);
        return delay.compareTo(context.config().redeliveryMax()) < 0
                ? delay
                : context.config().redeliveryMax();
    }

    /** Begins again at the acknowledged row, if the device answers at all; if it does not, its window is the limit. */
    private void redeliver(int number) {
        if (number != redeliveryNumber || closed || flights.isEmpty()) {
            return;
        }
        if (framesUnanswered > 0) {
            scheduleRedelivery();
            return;
        }
        rewind();
        pump();
    }

    private void rewind() {
        flights.clear();
        rowsInFlight = 0;
        position = acknowledged;
        told = acknowledged;
    }

    /** The store cannot be read now: tries again soon. What waits is on disk and goes nowhere. */
    private void retryLater() {
        cancel(retry);
        retry = closed ? null : context.timer().schedule(() -> post(this::pump), 1, TimeUnit.SECONDS);
    }

    private static void cancel(@Nullable ScheduledFuture<?> future) {
        if (future != null) {
            future.cancel(false);
        }
    }
}
