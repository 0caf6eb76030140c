package io.waggle.loadtest.device;

import io.netty.buffer.ByteBuf;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.loadtest.scenario.ScenarioException;
import io.waggle.protocol.Address;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Devices that connect, and leave as soon as they are let in: TCP connection, CONNECT, CONNACK, DISCONNECT, over and over. So many
 * are at it at any time; the others wait for their turn, so that no device is back before the broker has seen it leave. Each
 * CONNECT that is accepted is recorded as a delivery, from the beginning of its TCP connection on.
 *
 * <p>For one thread, the run's; what happens on a loop belongs to that.
 */
public final class Connects {

    private static final long PAUSE_AFTER_FAILURE_MILLIS = 100;

    private final Fleet fleet;
    private final List<Turn> turns = new ArrayList<>();
    private volatile boolean going;

    /** A device, and with what it connects: one after the other, and from the beginning again. */
    private record Caller(Address address, Deque<Login> logins) {

        Login nextLogin() {
            Login next = logins.removeFirst();
            logins.addLast(next);
            return next;
        }
    }

    /**
     * Of the devices of a fleet, which must not be connected.
     *
     * @throws ScenarioException if they are fewer than are to connect at a time
     */
    public Connects(Scenario scenario, Target target, Fleet fleet) {
        this.fleet = fleet;
        int atATime = scenario.number(Parameter.CONNECTING);
        if (fleet.everybody().size() < 2 * atATime) {
            throw new ScenarioException("connecting = " + atATime + ": there are only "
                    + fleet.everybody().size() + " devices, and half of them wait for their turn");
        }
        Map<LoopShare, Deque<Caller>> waiting = new LinkedHashMap<>();
        for (Address address : fleet.everybody()) {
            Deque<Login> logins = new ArrayDeque<>();
            for (int i = 0; i < scenario.number(Parameter.TOKENS); i++) {
                logins.add(target.login(address, false));
            }
            waiting.computeIfAbsent(fleet.share(address), key -> new ArrayDeque<>())
                    .add(new Caller(address, logins));
        }
        List<Map.Entry<LoopShare, Deque<Caller>>> loops = List.copyOf(waiting.entrySet());
        for (int i = 0; i < atATime; i++) {
            Map.Entry<LoopShare, Deque<Caller>> loop = loops.get(i % loops.size());
            turns.add(new Turn(loop.getKey(), loop.getValue()));
        }
    }

    /** Begins. Returns at once. */
    public void start() {
        going = true;
        turns.forEach(turn -> turn.share.loop().execute(turn::next));
    }

    /** Lets those that are at it finish. Returns at once. */
    public void stop() {
        going = false;
    }

    /** One of those that are at it, one device after the other. Belongs to its loop. */
    private final class Turn implements Connection.Listener {

        private final LoopShare share;
        private final Deque<Caller> waiting;
        private @Nullable Caller caller;
        private @Nullable Connection connection;
        private boolean accepted;
        private long begun;

        Turn(LoopShare share, Deque<Caller> waiting) {
            this.share = share;
            this.waiting = waiting;
        }

        void next() {
            if (!going) {
                return;
            }
            Caller now = waiting.removeFirst();
            caller = now;
            accepted = false;
            begun = System.nanoTime();
            Connection opened = new Connection(this);
            connection = opened;
            opened.open(
                    fleet.bootstrap(share),
                    fleet.broker(),
                    fleet.source(now.address()),
                    now.address().clientId(),
                    now.nextLogin(),
                    true,
                    fleet.keepAlive());
        }

        @Override
        public void accepted(int receiveMaximum) {
            accepted = true;
            share.returned(begun);
            fleet.links().opened();
            if (connection != null) {
                connection.leave();
            }
        }

        @Override
        public void closed(String reason) {
            if (caller != null) {
                waiting.addLast(caller);
            }
            if (accepted) {
                share.loop().execute(this::next);
            } else {
                fleet.links().failed(reason);
                var unused = share.loop().schedule(this::next, PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void subscribed() {
            // it does not subscribe
        }

        @Override
        public void published(ByteBuf payload) {
            // nothing is sent to who does not subscribe
        }

        @Override
        public void answered(int packetId, int reasonCode) {
            // it does not publish
        }

        @Override
        public void readComplete() {
            // it left when it was let in
        }
    }
}
