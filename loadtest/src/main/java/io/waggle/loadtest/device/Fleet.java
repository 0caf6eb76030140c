package io.waggle.loadtest.device;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.waggle.loadtest.broker.Speech;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.ledger.Ledger;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.pace.Schedule;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All devices of a run, on a few event loops, and the load they make. The methods may be called from one thread, the run's;
 * each device belongs to its event loop.
 */
public final class Fleet implements Population {

    /** Content that goes into one frame: what the protocol allows, less room for ids and names. */
    static final int FRAME_CONTENT = 56 * 1024;

    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

    private final Scenario scenario;
    private final Target target;
    private final Class<? extends SocketChannel> channelType;
    private final Loops loops;
    private final Links links = new Links();
    private final Conversations conversations;
    private final Map<Address, Device> devices = new LinkedHashMap<>();
    private final long madeAtMillis = System.currentTimeMillis();

    /**
     * Devices that are not connected yet.
     *
     * @param durable whether sessions are to outlive connections, where the target has sessions
     */
    public Fleet(Scenario scenario, Target target, Ledger ledger, boolean durable) {
        this(scenario, target, ledger, durable, "");
    }

    /**
     * Devices that are not connected yet, of other people than another fleet's.
     *
     * @param durable whether sessions are to outlive connections, where the target has sessions
     * @param cast what the names of all of them begin with; lower case letters and digits
     */
    public Fleet(Scenario scenario, Target target, Ledger ledger, boolean durable, String cast) {
        this.scenario = scenario;
        this.target = target;
        this.conversations = new Conversations(scenario, ledger, cast);
        ThreadFactory factory = new DefaultThreadFactory("device", true);
        int threads = scenario.number(Parameter.THREADS);
        boolean epoll = Epoll.isAvailable();
        this.channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        this.loops = new Loops(
                epoll ? new EpollEventLoopGroup(threads, factory) : new NioEventLoopGroup(threads, factory), scenario);
        conversations.received().forEach((address, own) -> devices.put(address, device(address, own, durable)));
    }

    private Device device(Address address, List<Conversation> receives, boolean durable) {
        Dialect dialect = target.speech() == Speech.WAGGLE
                ? new WaggleDialect(address, scenario.receipts(), scenario.addressing())
                : new PlainDialect(receives);
        Device device = new Device(
                address,
                target.login(address, durable && !receives.isEmpty()),
                dialect,
                this,
                loops.shareOf(devices.size()));
        for (Conversation conversation : receives) {
            device.receives(conversation, conversation.members().indexOf(address));
        }
        return device;
    }

    // --- what devices ask

    InetSocketAddress broker() {
        return target.address();
    }

    @Nullable
    SocketAddress source(Address device) {
        int addresses = scenario.number(Parameter.ADDRESSES);
        return addresses == 1
                ? null
                : new InetSocketAddress("127.0.0." + (1 + Math.floorMod(device.hashCode(), addresses)), 0);
    }

    Bootstrap bootstrap(LoopShare share) {
        return new Bootstrap()
                .group(share.loop())
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS);
    }

    Duration keepAlive() {
        return scenario.time(Parameter.KEEP_ALIVE);
    }

    Duration ackDelay() {
        return scenario.time(Parameter.ACK_DELAY);
    }

    LoopShare share(Address device) {
        return device(device).share();
    }

    int window() {
        return scenario.number(Parameter.WINDOW);
    }

    int batch() {
        return scenario.number(Parameter.BATCH);
    }

    int run() {
        return conversations.run();
    }

    Links links() {
        return links;
    }

    Optional<Conversation> conversation(int number) {
        return conversations.numbered(number);
    }

    // --- what a run does with them

    @Override
    public Counts counts() {
        return loops.counts();
    }

    @Override
    public Links.Sums connections() {
        return links.sums();
    }

    /** Every recipient of a conversation. */
    public List<Address> recipients() {
        return conversations.all().stream()
                .flatMap(conversation -> conversation.members().stream())
                .distinct()
                .toList();
    }

    /** Every sender. */
    public List<Address> senders() {
        return conversations.all().stream().map(Conversation::sender).toList();
    }

    @Override
    public Collection<Address> everybody() {
        return devices.keySet();
    }

    @Override
    public void connect(Collection<Address> whom, int perSecond) {
        Schedule schedule = new Schedule(System.nanoTime(), perSecond);
        int i = 0;
        for (Address address : whom) {
            Device device = device(address);
            long wait = Math.max(0, schedule.intended(i++) - System.nanoTime());
            var unused = device.share().loop().schedule(device::connect, wait, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void disconnect(Collection<Address> whom) {
        whom.forEach(address -> {
            Device device = device(address);
            device.share().loop().execute(device::disconnect);
        });
    }

    @Override
    public int ready(Collection<Address> whom) {
        Map<LoopShare, List<Device>> byLoop =
                whom.stream().map(this::device).collect(Collectors.groupingBy(Device::share));
        int sum = 0;
        for (Map.Entry<LoopShare, List<Device>> loop : byLoop.entrySet()) {
            sum += loops.ask(
                    loop.getKey(),
                    () -> Math.toIntExact(
                            loop.getValue().stream().filter(Device::isReady).count()));
        }
        return sum;
    }

    @Override
    public void handOver() {
        loops.handOver();
    }

    @Override
    public List<Recording> record(Window window) {
        return loops.record(window);
    }

    @Override
    public void pace(double perSecond, long start, long end) {
        loops.pace(
                conversations.all(),
                conversation -> device(conversation.sender()).share(),
                perSecond,
                start,
                end,
                (conversation, intended) -> {
                    Device sender = device(conversation.sender());
                    sender.send(next(conversation, intended));
                    sender.pump();
                });
    }

    @Override
    public void saturate() {
        for (Conversation conversation : conversations.all()) {
            Device sender = device(conversation.sender());
            int batch = batch();
            sender.share()
                    .loop()
                    .execute(() -> sender.refill(() -> {
                        for (int i = 0; i < batch; i++) {
                            long now = System.nanoTime();
                            sender.send(next(conversation, now));
                            sender.share().sent(now, 0);
                        }
                    }));
        }
    }

    @Override
    public void stopSending() {
        conversations.all().forEach(conversation -> {
            Device sender = device(conversation.sender());
            sender.share().loop().execute(() -> sender.refill(null));
        });
    }

    @Override
    public void flap(Duration holds, Duration away, long until) {
        conversations.all().forEach(conversation -> {
            flap(device(conversation.sender()), holds, away, until);
            conversation.members().stream().distinct().forEach(member -> flap(device(member), holds, away, until));
        });
    }

    private static void flap(Device device, Duration holds, Duration away, long until) {
        device.share().loop().execute(() -> device.flap(holds.toNanos(), away.toNanos(), until));
    }

    /** Connects devices all at once. */
    public void connectNow(Collection<Address> whom) {
        whom.forEach(address -> {
            Device device = device(address);
            device.share().loop().execute(device::connect);
        });
    }

    /** Lets a device acknowledge all that it has and gets, after {@link #hold}. */
    public void letGo(Address whom) {
        Device device = device(whom);
        device.share().loop().execute(device::letGo);
    }

    /** Lets a device acknowledge no more messages from now on than it is {@link #release released} to; others wait. */
    public void hold(Address whom) {
        Device device = device(whom);
        device.share().loop().execute(device::hold);
    }

    /** Lets a device that is held acknowledge so many messages more, as soon as it has them. */
    public void release(Address whom, int messages) {
        Device device = device(whom);
        device.share().loop().execute(() -> device.release(messages));
    }

    /** How many messages a device that is held may still acknowledge. */
    public int released(Address whom) {
        Device device = device(whom);
        return loops.ask(device.share(), device::released);
    }

    /** Measures nothing more. */
    public void stopRecording() {
        loops.each(share -> share.record(null));
    }

    /**
     * Breaks every connection at once and lets everybody come back at once. Each return is recorded as a delivery, from the
     * break until the device is connected and subscribed again.
     */
    public void storm() {
        long broken = System.nanoTime();
        disconnect(devices.keySet());
        devices.values().forEach(device -> device.share().loop().execute(() -> device.returnFrom(broken)));
    }

    /** Takes this as the time at which everything was meant to be sent. */
    public void measureFrom(long time) {
        loops.each(share -> share.measureFrom(time));
    }

    /** Hands every sender the same number of messages, to be sent as fast as its window lets. */
    public void fill(int each) {
        for (Conversation conversation : conversations.all()) {
            Device sender = device(conversation.sender());
            sender.share().loop().execute(() -> {
                for (int i = 0; i < each; i++) {
                    long now = System.nanoTime();
                    sender.send(next(conversation, now));
                    sender.share().sent(now, 0);
                }
                sender.pump();
            });
        }
    }

    private Outgoing next(Conversation conversation, long intended) {
        Stamp stamp = conversations.next(conversation, intended);
        return new Outgoing(conversation, stamp, conversations.size(stamp), madeAtMillis);
    }

    private Device device(Address address) {
        Device device = devices.get(address);
        if (device == null) {
            throw new IllegalArgumentException("no device " + address);
        }
        return device;
    }

    @Override
    public boolean isQuiet() {
        return loops.shares().stream()
                .allMatch(share -> loops.ask(
                        share,
                        () -> devices.values().stream()
                                .filter(device -> device.share().equals(share))
                                .allMatch(Device::isQuiet)));
    }

    /** Ends every connection and the event loops. */
    @Override
    public void close() {
        disconnect(devices.keySet());
        loops.close();
    }
}
