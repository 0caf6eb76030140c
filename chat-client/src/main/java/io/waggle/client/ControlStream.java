package io.waggle.client;

import io.waggle.client.store.ClientStore;
import io.waggle.client.store.InboxCursor;
import io.waggle.client.store.ReadPointer;
import io.waggle.client.transport.Answer;
import io.waggle.client.transport.ReasonCode;
import io.waggle.protocol.RateRefusal;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.ReceiptUpdate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends everything that is not a message: Hello, acknowledgements, rejections, read pointers, questions about groups, live events. Belongs to the
 * lane.
 *
 * <p>It has its own frame on its way beside that of the messages, so that neither waits for the other. What becomes due
 * meanwhile goes with the next one: an acknowledgement names the latest row, a read pointer is the latest. A rejection goes
 * before whatever acknowledges its row, Hello included. Live events beyond {@value #MAX_LIVE} are dropped, and so are all of
 * them while there is no connection.
 */
final class ControlStream {

    private static final Logger log = LoggerFactory.getLogger(ControlStream.class);

    private static final int MAX_READS = 100;
    private static final int MAX_REJECTIONS = 50;
    private static final int MAX_LIVE = 64;
    private static final int MIN_ERROR_CODE = 0x80;

    private final ClientStore store;
    private final Session session;
    private final Lane lane;
    private final Backoff backoff;
    private final PendingAck ack;

    // Of the client.
    private boolean readsDue = true;
    private boolean readsAlone;
    private boolean rejectionsDue = true;
    private boolean groupsDue = true;

    // Of one connection.
    private boolean open;
    private FrameLimits limits = FrameLimits.PROTOCOL;
    private @Nullable Hello helloDue;
    private boolean groupsAsked;
    private final Queue<OutboxItem> live = new ArrayDeque<>();
    private @Nullable Batch onItsWay;
    private Lane.@Nullable Timer pause;

    ControlStream(ClientStore store, Session session, Lane lane, Backoff backoff) {
        this.store = store;
        this.session = session;
        this.lane = lane;
        this.backoff = backoff;
        this.ack = new PendingAck(lane, this::pump);
    }

    /** Greets the server, on a new connection or because rows are missing. */
    void hello(InboxCursor cursor) {
        helloDue = new Hello(cursor.epoch(), cursor.last());
        ack.begin(cursor);
        pump();
    }

    /** The server answered Hello, and its inbox continues at the cursor: the rest may go. */
    void open(FrameLimits present, InboxCursor cursor) {
        limits = present;
        ack.begin(cursor);
        open = true;
        pump();
    }

    void close() {
        open = false;
        limits = FrameLimits.PROTOCOL;
        helloDue = null;
        live.clear();
        onItsWay = null;
        readsDue = true;
        rejectionsDue = true;
        groupsDue = true;
        groupsAsked = false;
        ack.cancel();
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
    }

    /** These rows are stored up to the cursor: the server may forget them, in a moment. */
    void acknowledge(InboxCursor cursor, int rows) {
        ack.add(cursor, rows, limits.unacknowledgedRows());
    }

    /** The server sent what it was told is stored: it is told again. */
    void acknowledgeAgain() {
        ack.repeat();
    }

    /** The connection is about to be closed: the last acknowledgement goes out, whatever else is on its way. */
    void flush() {
        if (open && !rejectionsDue && ack.isDue()) {
            session.publish(OutboxCodec.encode(OutboxFrame.of(ack.get())), answer -> {});
            ack.take();
        }
    }

    /** There are rejections to send. */
    void rejections() {
        rejectionsDue = true;
        pump();
    }

    /** There are read pointers to send. */
    void reads() {
        readsDue = true;
        pump();
    }

    /**
     * There may be something to ask about groups.
     *
     * @param answered whether what was asked has been answered
     */
    void groups(boolean answered) {
        groupsDue = true;
        groupsAsked &= !answered;
        pump();
    }

    /** @param event a live event, to accounts or to a group */
    void live(OutboxItem event) {
        if (open && live.size() < MAX_LIVE) {
            live.add(event);
            pump();
        }
    }

    private void pump() {
        if (onItsWay != null || pause != null) {
            return;
        }
        Batch batch = new Batch(limits);
        if (helloDue != null) {
            fillHello(batch, helloDue);
        } else if (open) {
            fill(batch);
        }
        if (!batch.items.isEmpty()) {
            onItsWay = batch;
            session.publish(OutboxCodec.encode(new OutboxFrame(batch.items)), this::answered);
        }
    }

    private void fillHello(Batch batch, Hello hello) {
        fillRejections(batch);
        if (!rejectionsDue) {
            batch.add(hello);
            batch.hello = hello;
            helloDue = null;
        }
    }

    /** An acknowledgement that may still wait a moment goes along with what goes anyway. */
    private void fill(Batch batch) {
        if (readsAlone) {
            fillReads(batch);
            if (!batch.items.isEmpty()) {
                return;
            }
        }
        fillRejections(batch);
        fillReads(batch);
        while (!live.isEmpty() && batch.add(live.element())) {
            live.remove();
        }
        Optional<GroupQuery> query =
                limits.groups() && groupsDue && !groupsAsked ? store.groupQuery() : Optional.empty();
        boolean now = ack.isUrgent() || (ack.isDue() && (!batch.items.isEmpty() || query.isPresent()));
        if (now && !rejectionsDue && batch.add(ack.get())) {
            ack.take();
        }
        fillGroups(batch, query);
    }

    /** Behind the acknowledgement: an answer that finds no room would have to be asked for again. */
    private void fillGroups(Batch batch, Optional<GroupQuery> query) {
        if (!query.isPresent()) {
            groupsDue &= groupsAsked;
        } else if (batch.add(query.get())) {
            groupsAsked = true;
            batch.asksGroups = true;
        }
    }

    /** Leaves {@link #rejectionsDue} set if there may be more than the batch holds. */
    private void fillRejections(Batch batch) {
        if (rejectionsDue) {
            List<InboxReject> pending = store.pendingRejections(MAX_REJECTIONS);
            for (InboxReject row : pending) {
                if (!batch.add(row)) {
                    return;
                }
                batch.rejections.add(row);
            }
            rejectionsDue = pending.size() == MAX_REJECTIONS;
        }
    }

    private void fillReads(Batch batch) {
        if (readsDue) {
            List<ReadPointer> pending = store.pendingReads(readsAlone ? 1 : MAX_READS);
            for (ReadPointer read : pending) {
                if (!batch.add(new ReceiptUpdate(read.kind(), read.conversation(), read.upTo(), read.author()))) {
                    return;
                }
                batch.reads.add(read);
            }
            readsDue = !pending.isEmpty();
            readsAlone &= readsDue;
        }
    }

    private void answered(Answer answer) {
        Batch batch = onItsWay;
        if (batch == null) {
            return;
        }
        onItsWay = null;
        int code = answer.reasonCode();
        if (code < MIN_ERROR_CODE) {
            backoff.reset();
            settle(batch);
        } else if (code == ReasonCode.MALFORMED) {
            malformed(batch);
        } else if (code == ReasonCode.NOT_AUTHORIZED) {
            session.giveUp("the server does not let this device acknowledge");
        } else {
            restore(batch);
            Duration wait = RateRefusal.parse(answer.reason())
                    .map(tooMuch -> backoff.asTold(tooMuch.pause()))
                    .orElseGet(backoff::next);
            pause = lane.after(wait, () -> {
                pause = null;
                pump();
            });
        }
        pump();
    }

    /** Read pointers are what the user's data is in. Alone, the culprit is found and given up; the rest is the protocol. */
    private void malformed(Batch batch) {
        if (batch.reads.isEmpty()) {
            session.giveUp("the server cannot read what every client sends");
        } else if (batch.items.size() == 1) {
            log.warn("{}: the server cannot read a read pointer, which is given up", store.owner());
            settle(batch);
        } else {
            readsAlone = true;
            restore(batch);
        }
    }

    private void settle(Batch batch) {
        if (!batch.reads.isEmpty()) {
            store.settleReads(batch.reads);
        }
        if (!batch.rejections.isEmpty()) {
            store.settleRejections(batch.rejections);
        }
    }

    /** Nothing of it was taken: the same again. Live events are not repeated. */
    private void restore(Batch batch) {
        if (helloDue == null) {
            helloDue = batch.hello;
        }
        readsDue = true;
        rejectionsDue = true;
        if (batch.asksGroups) {
            groupsAsked = false;
            groupsDue = true;
        }
        ack.repeat();
    }

    /** A frame and what to do when it is answered. */
    private static final class Batch {

        private final FrameLimits limits;
        private final List<OutboxItem> items = new ArrayList<>();
        private final List<ReadPointer> reads = new ArrayList<>();
        private final List<InboxReject> rejections = new ArrayList<>();
        private @Nullable Hello hello;
        private boolean asksGroups;
        private int bytes;

        Batch(FrameLimits limits) {
            this.limits = limits;
        }

        /** Puts the item in if it fits. */
        boolean add(OutboxItem item) {
            int size = OutboxCodec.encodedSize(item);
            if (items.size() == limits.frameItems() || bytes + size > limits.frameBytes()) {
                return false;
            }
            bytes += size;
            return items.add(item);
        }
    }
}
