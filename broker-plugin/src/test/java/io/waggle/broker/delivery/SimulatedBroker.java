package io.waggle.broker.delivery;

import io.waggle.broker.config.LimitConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.contact.GroupPolicy;
import io.waggle.broker.contact.TakesEverything;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.memory.InMemoryInbox;
import io.waggle.broker.ingest.Ingest;
import io.waggle.broker.ingest.PresenceUplink;
import io.waggle.broker.ingest.Uplink;
import io.waggle.broker.ingest.Verdict;
import io.waggle.broker.limit.RateLimits;
import io.waggle.client.Simulation;
import io.waggle.client.fake.SimulatedServer;
import io.waggle.client.fake.Wire;
import io.waggle.client.transport.Answer;
import io.waggle.protocol.Address;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.OutboxFrame;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Welcome;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The broker's own way of a message, from the frame that comes in to the frames that go out, in a simulated world: one thread, its clock,
 * an inbox in memory that outlives a crash.
 */
public final class SimulatedBroker implements SimulatedServer {

    private final Simulation simulation;
    private final Path home;
    private final InMemoryInbox.Storage storage = new InMemoryInbox.Storage();
    private final GroupPolicy groups;
    private final BiConsumer<Address, OutboxItem> acceptance;
    private final Map<Address, Connected> connected = new HashMap<>();
    private InMemoryInbox inbox;
    private Dispatcher dispatcher;
    private Ingest ingest;

    /** What the next frames that come meet: they get lost, or their answers do. */
    private final List<Loss> losses = new ArrayList<>();

    /** How a connection fails at a frame. */
    public enum Loss {
        /** Before anything of it is decided. */
        FRAME,
        /** Decided, and nobody hears of it. */
        ANSWER
    }

    /**
     * @param groups how people want to come into groups
     * @param acceptance hears what is accepted, in the order of all
     */
    @SuppressWarnings("NullAway.Init")
    public SimulatedBroker(
            Simulation simulation, Path home, GroupPolicy groups, BiConsumer<Address, OutboxItem> acceptance) {
        this.simulation = simulation;
        this.home = home;
        this.groups = groups;
        this.acceptance = acceptance;
        start();
    }

    private void start() {
        WaggleConfig config = WaggleConfig.defaults(home);
        inbox = new InMemoryInbox(storage, config.inbox(), simulation.clock(), event -> {});
        inbox.onAcceptance(acceptance);
        Welcome.Limits limits = new Welcome.Limits(
                ProtocolLimits.FRAME_BYTES,
                256,
                ProtocolLimits.CONTENT_BYTES,
                ProtocolLimits.RECIPIENT_ACCOUNTS,
                Duration.ofDays(90),
                1_000,
                ProtocolLimits.GROUP_MEMBERS);
        SimulatedThread thread = new SimulatedThread(simulation);
        dispatcher = new Dispatcher(
                inbox, config.delivery(), limits, simulation.clock(), event -> {}, number -> thread, thread);
        inbox.onAppend(dispatcher);
        ingest = new Ingest(
                inbox,
                dispatcher,
                new TakesEverything(),
                groups,
                new RateLimits(
                        new LimitConfig(1_000, Map.of()),
                        () -> simulation.elapsed().toNanos(),
                        event -> {}),
                event -> {});
    }

    /** The broker ends, here and now, and begins again on what it had written. */
    public void crash() {
        for (Connected each : List.copyOf(connected.values())) {
            each.wire.cut();
        }
        connected.clear();
        dispatcher.close();
        inbox.close();
        start();
    }

    /** A connection fails at its next frame. */
    public void lose(Loss loss) {
        losses.add(loss);
    }

    /** The network takes the device's connection away. */
    public void cut(Address device) {
        Connected present = connected.get(device);
        if (present != null) {
            present.gone();
            present.wire.cut();
        }
    }

    /** Says something for a device that is no client of the simulation, and that hears nothing. */
    public void say(Address device, OutboxItem item) {
        inbox.open(device).join();
        Lane lane = dispatcher.attach(device, frame -> {});
        Uplink uplink = new Uplink(ingest, lane, PresenceUplink.NONE, true, event -> {});
        Verdict unused = uplink.receive(ByteBuffer.wrap(OutboxCodec.encode(new OutboxFrame(List.of(item)))));
        dispatcher.detach(lane);
    }

    /** What is known of inboxes and groups. */
    public InMemoryInbox inbox() {
        return inbox;
    }

    @Override
    public Link connect(Address device, Wire wire) {
        inbox.open(device).join();
        Connected earlier = connected.get(device);
        if (earlier != null) {
            earlier.gone();
            earlier.wire.cut();
        }
        Connected link = new Connected(device, wire);
        connected.put(device, link);
        return link;
    }

    private final class Connected implements Link {

        private final Address device;
        private final Wire wire;
        private final Lane lane;
        private final Uplink uplink;

        Connected(Address device, Wire wire) {
            this.device = device;
            this.wire = wire;
            this.lane = dispatcher.attach(device, this::send);
            this.uplink = new Uplink(ingest, lane, PresenceUplink.NONE, true, event -> {});
        }

        private boolean isUp() {
            return connected.get(device) == this;
        }

        private void send(byte[] frame) {
            if (isUp()) {
                wire.frame(frame, () -> {
                    if (isUp()) {
                        lane.frameAnswered();
                    }
                });
            }
        }

        @Override
        public void publish(byte[] payload, Consumer<Answer> answer) {
            if (!isUp()) {
                return;
            }
            Loss loss = losses.isEmpty() ? null : losses.remove(0);
            if (loss == Loss.FRAME) {
                cut(device);
                return;
            }
            Verdict verdict = uplink.receive(ByteBuffer.wrap(payload));
            if (loss == Loss.ANSWER) {
                cut(device);
            } else if (verdict instanceof Verdict.Pending pending) {
                var unused = pending.decision().whenComplete((decided, failure) -> settle(pending, decided, answer));
            } else {
                apply((Verdict.Final) verdict, answer);
            }
        }

        private void settle(Verdict.Pending pending, @Nullable Decision decided, Consumer<Answer> answer) {
            if (isUp()) {
                apply(uplink.settle(pending, decided), answer);
            }
        }

        private void apply(Verdict.Final verdict, Consumer<Answer> answer) {
            if (verdict instanceof Verdict.Answer given) {
                answer.accept(new Answer(given.code().value(), given.detail()));
            } else if (verdict instanceof Verdict.End end) {
                gone();
                wire.disconnect(end.code().value());
            }
        }

        @Override
        public void subscribe() {
            if (isUp()) {
                lane.subscribed();
            }
        }

        @Override
        public void gone() {
            if (connected.remove(device, this)) {
                dispatcher.detach(lane);
            }
        }
    }
}
