package io.waggle.loadtest.device;

import io.netty.buffer.ByteBuf;
import io.waggle.loadtest.ledger.Delivery;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.protocol.Address;
import io.waggle.protocol.frame.SendOutcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A simulated device. It has an outbox that survives its connections: a message stays there until it is answered, and goes
 * again, the same, on the next connection. It enters in the ledger what is acknowledged to it and what it gets. While it wants
 * to be connected it connects again whenever its connection ends.
 *
 * <p>Belongs to its event loop: everything is called there.
 */
final class Device implements Connection.Listener, Dialect.Listener {

    private static final long FIRST_BACKOFF_MILLIS = 100;
    private static final long LAST_BACKOFF_MILLIS = 2_000;

    /** PUBACK 0x80 and above: not taken (MQTT 5.0, 3.4.2.1). */
    private static final int FIRST_FAILURE = 0x80;

    /** The same message may be taken later. */
    private static final int IMPLEMENTATION_SPECIFIC_ERROR = 0x83;

    /** Acknowledgements need room in the broker's Receive Maximum beside messages. */
    private static final int RESERVED = 2;

    private final Address address;
    private final Login login;
    private final Dialect dialect;
    private final Fleet fleet;
    private final LoopShare share;
    private final Map<Integer, Delivery> deliveries = new HashMap<>(2);
    private final Deque<Outgoing> outbox = new ArrayDeque<>(1);
    private final Map<Integer, List<Outgoing>> inFlight = new LinkedHashMap<>(2);
    private final Set<Integer> acknowledgements = new HashSet<>(2);
    private @Nullable Runnable refill;
    private @Nullable Connection connection;
    private boolean wanted;
    private boolean ready;
    private boolean everConnected;
    private int window;
    private boolean acknowledgementDue;
    private boolean returning;
    private boolean flapping;
    private long away;
    private long backoff = FIRST_BACKOFF_MILLIS;

    Device(Address address, Login login, Dialect dialect, Fleet fleet, LoopShare share) {
        this.address = address;
        this.login = login;
        this.dialect = dialect;
        this.fleet = fleet;
        this.share = share;
    }

    Address address() {
        return address;
    }

    LoopShare share() {
        return share;
    }

    /** Where what it gets of a conversation is entered. */
    void receives(Conversation conversation, int member) {
        deliveries.put(conversation.number(), conversation.stream().delivery(member));
    }

    /** Keeps the outbox full: called whenever there is room in the window and nothing to send. */
    void refill(@Nullable Runnable source) {
        refill = source;
        if (source != null) {
            pump();
        }
    }

    /** Connects, and again whenever the connection ends. */
    void connect() {
        if (!wanted) {
            wanted = true;
            open();
        }
    }

    /** Connects after the connection was broken at this time; the return is recorded. */
    void returnFrom(long broken) {
        away = broken;
        returning = true;
        connect();
    }

    /** Breaks the link now and then until a time: it holds and stays away for exponentially distributed times. */
    void flap(long holds, long stays, long until) {
        if (flapping) {
            return;
        }
        flapping = true;
        holdThenBreak(holds, stays, until);
    }

    private void holdThenBreak(long holds, long stays, long until) {
        long wait = exponential(holds);
        if (System.nanoTime() + wait - until < 0) {
            var unused = share.loop()
                    .schedule(
                            () -> {
                                disconnect();
                                comeBack(holds, stays, until);
                            },
                            wait,
                            TimeUnit.NANOSECONDS);
        }
    }

    private void comeBack(long holds, long stays, long until) {
        long wait = Math.max(0, Math.min(exponential(stays), until - System.nanoTime()));
        var unused = share.loop()
                .schedule(
                        () -> {
                            connect();
                            holdThenBreak(holds, stays, until);
                        },
                        wait,
                        TimeUnit.NANOSECONDS);
    }

    private long exponential(long mean) {
        return Math.round(-Math.log1p(-share.random().nextDouble()) * mean);
    }

    /** Breaks the connection and stays away. */
    void disconnect() {
        wanted = false;
        if (connection != null) {
            connection.close("on purpose");
        }
    }

    /** Acknowledges no more than it is released to. */
    void hold() {
        dialect.hold();
    }

    /** Acknowledges everything, as if it had never been held. */
    void letGo() {
        dialect.letGo();
        acknowledge();
    }

    /** May acknowledge so many messages more. */
    void release(int messages) {
        dialect.release(messages);
        acknowledge();
    }

    int released() {
        return dialect.released();
    }

    boolean isReady() {
        return ready;
    }

    /** Whether it has nothing more to say about what it stored. */
    boolean isQuiet() {
        return !ready || (!dialect.owesAcknowledgement() && acknowledgements.isEmpty());
    }

    /** Puts a message into the outbox; {@link #pump} sends it. */
    void send(Outgoing message) {
        outbox.addLast(message);
    }

    /** Sends what there is room for. */
    void pump() {
        if (!ready || connection == null) {
            return;
        }
        boolean sent = false;
        while (inFlight.size() < window && hasMore()) {
            List<Outgoing> frame = nextFrame();
            inFlight.put(connection.publish(dialect.write(frame)), frame);
            sent = true;
        }
        if (sent) {
            connection.flush();
        }
    }

    private boolean hasMore() {
        if (outbox.isEmpty() && refill != null) {
            refill.run();
        }
        return !outbox.isEmpty();
    }

    private List<Outgoing> nextFrame() {
        int limit = dialect.frameLimit(fleet.batch());
        if (limit == 1) {
            return List.of(outbox.removeFirst());
        }
        List<Outgoing> frame = new ArrayList<>(Math.min(limit, outbox.size()));
        int bytes = 0;
        while (frame.size() < limit
                && !outbox.isEmpty()
                && bytes + outbox.getFirst().size() <= Fleet.FRAME_CONTENT) {
            bytes += outbox.getFirst().size();
            frame.add(outbox.removeFirst());
        }
        return frame;
    }

    // --- the connection

    private void open() {
        connection = new Connection(this);
        boolean clean = login.sessionExpiry().isZero() || !everConnected;
        connection.open(
                fleet.bootstrap(share),
                fleet.broker(),
                fleet.source(address),
                address.clientId(),
                login,
                clean,
                fleet.keepAlive());
    }

    @Override
    public void accepted(int receiveMaximum) {
        everConnected = true;
        window = Math.max(1, Math.min(fleet.window(), receiveMaximum - RESERVED));
        if (connection == null) {
            return;
        }
        dialect.greeting().ifPresent(connection::publish);
        if (!dialect.subscriptions().isEmpty()) {
            connection.subscribe(dialect.subscriptions());
        } else {
            becomeReady();
        }
        connection.flush();
    }

    @Override
    public void subscribed() {
        if (!dialect.awaitsWelcome()) {
            becomeReady();
        }
    }

    private void becomeReady() {
        if (!ready) {
            ready = true;
            backoff = FIRST_BACKOFF_MILLIS;
            fleet.links().opened();
            if (returning) {
                returning = false;
                share.returned(away);
            }
            pump();
        }
    }

    @Override
    public void closed(String reason) {
        connection = null;
        if (ready) {
            fleet.links().ended(wanted, reason);
        } else {
            fleet.links().failed(reason);
        }
        ready = false;
        acknowledgements.clear();
        putBack();
        if (wanted) {
            long wait = backoff / 2 + share.random().nextLong(backoff);
            backoff = Math.min(LAST_BACKOFF_MILLIS, backoff * 2);
            var unused = share.loop().schedule(this::openAgain, wait, TimeUnit.MILLISECONDS);
        }
    }

    private void openAgain() {
        if (wanted && connection == null) {
            open();
        }
    }

    /** What was not answered goes again, first and in order. */
    private void putBack() {
        List<List<Outgoing>> frames = new ArrayList<>(inFlight.values());
        inFlight.clear();
        for (int i = frames.size() - 1; i >= 0; i--) {
            List<Outgoing> frame = frames.get(i);
            for (int j = frame.size() - 1; j >= 0; j--) {
                outbox.addFirst(frame.get(j));
            }
        }
    }

    // --- what was sent

    @Override
    public void answered(int packetId, int reasonCode) {
        List<Outgoing> frame = inFlight.remove(packetId);
        if (frame == null) {
            acknowledgements.remove(packetId); // or a greeting
            return;
        }
        if (reasonCode < FIRST_FAILURE) {
            frame.forEach(this::acked);
        } else if (reasonCode == IMPLEMENTATION_SPECIFIC_ERROR && connection != null) {
            putBackAndBreak(packetId, frame);
        } else {
            frame.forEach(
                    message -> refused(message.conversation(), message.stamp().number()));
        }
    }

    /** Not taken now: the order is kept by sending it and all behind it on a new connection. */
    private void putBackAndBreak(int packetId, List<Outgoing> frame) {
        Map<Integer, List<Outgoing>> behind = new LinkedHashMap<>(inFlight);
        inFlight.clear();
        inFlight.put(packetId, frame);
        inFlight.putAll(behind);
        if (connection != null) {
            connection.close("a PUBLISH was not taken now");
        }
    }

    private void acked(Outgoing message) {
        if (message.conversation().stream().acked(message.stamp().number())) {
            share.counts().acked(message.conversation().members().size());
        }
    }

    private void refused(Conversation conversation, int number) {
        if (conversation.stream().refused(number)) {
            if (conversation.stream().isAcked(number)) {
                share.counts().withdrawn(conversation.members().size());
            } else {
                share.counts().refused();
            }
        }
    }

    @Override
    public void outcome(SendOutcome outcome) {
        Conversation conversation =
                fleet.conversation(Outgoing.stream(outcome.messageId())).orElse(null);
        if (conversation == null || !conversation.sender().equals(address)) {
            share.counts().foreign();
            return;
        }
        int number = Outgoing.number(outcome.messageId());
        switch (outcome.result()) {
            case ACCEPTED, EXPIRED, REJECTED, DEVICE_REMOVED ->
                outcome.recipients().forEach(recipient -> excuse(conversation, number, recipient));
            default -> refused(conversation, number);
        }
    }

    private void excuse(Conversation conversation, int number, SendOutcome.RecipientOutcome recipient) {
        share.counts().withdrawn(conversation.excuse(number, recipient.account()));
    }

    // --- what came

    @Override
    public void published(ByteBuf payload) {
        if (dialect.read(payload, this)) {
            becomeReady();
        }
    }

    @Override
    public void readComplete() {
        acknowledgeSoon();
        pump();
    }

    private void acknowledgeSoon() {
        if (dialect.owesAcknowledgement() && !acknowledgementDue) {
            acknowledgementDue = true;
            var unused =
                    share.loop().schedule(this::acknowledge, fleet.ackDelay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void acknowledge() {
        acknowledgementDue = false;
        if (ready && connection != null && dialect.owesAcknowledgement()) {
            acknowledgements.add(connection.publish(dialect.acknowledgement()));
            connection.flush();
            acknowledgeSoon();
        }
    }

    @Override
    public void message(Stamp stamp) {
        if (stamp.run() != fleet.run()) {
            return; // left over from an earlier run
        }
        Delivery delivery = deliveries.get(stamp.stream());
        if (delivery == null) {
            share.counts().foreign();
        } else if (delivery.received(stamp.number())) {
            share.delivered(stamp.intended());
        }
    }

    @Override
    public void redelivered() {
        share.counts().redelivered();
    }

    @Override
    public void foreign() {
        share.counts().foreign();
    }
}
