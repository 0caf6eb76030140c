package io.waggle.loadtest.device;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
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
import io.waggle.loadtest.pace.Pacer;
import io.waggle.loadtest.pace.Schedule;
import io.waggle.loadtest.pace.Timer;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
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
    private static final String RECIPIENT = "recipient";
    private static final String SENDER = "sender";
    private static final String SILENT = "silent";

    private final Scenario scenario;
    private final Target target;
    private final EventLoopGroup group;
    private final Class<? extends SocketChannel> channelType;
    private final List<LoopShare> shares = new ArrayList<>();
    private final Counts counts = new Counts();
    private final Links links = new Links();
    private final List<Conversation> conversations = new ArrayList<>();
    private final Map<Address, Device> devices = new LinkedHashMap<>();
    private final List<Integer> sizes;
    private final int run;
    private final String cast;
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
        this.cast = cast;
        this.target = target;
        this.sizes = scenario.sizes();
        this.run = ledger.run();
        int threads = scenario.number(Parameter.THREADS);
        ThreadFactory factory = new DefaultThreadFactory("device", true);
        if (Epoll.isAvailable()) {
            group = new EpollEventLoopGroup(threads, factory);
            channelType = EpollSocketChannel.class;
        } else {
            group = new NioEventLoopGroup(threads, factory);
            channelType = NioSocketChannel.class;
        }
        SplittableRandom random = new SplittableRandom(scenario.number(Parameter.SEED));
        for (int i = 0; i < threads; i++) {
            shares.add(new LoopShare(group.next(), counts, random.split()));
        }
        converse(ledger, durable);
    }

    private void converse(Ledger ledger, boolean durable) {
        int members = scenario.number(Parameter.MEMBERS);
        int count = scenario.number(Parameter.CONVERSATIONS);
        int pool = scenario.number(Parameter.DEVICES) == 0 ? count * members : scenario.number(Parameter.DEVICES);
        if (pool < members) {
            throw new IllegalArgumentException("devices = " + pool + " are fewer than members = " + members);
        }
        Map<Address, List<Conversation>> receives = new LinkedHashMap<>();
        for (int c = 0; c < count; c++) {
            List<Address> to = new ArrayList<>(members);
            for (int m = 0; m < members; m++) {
                to.add(person(RECIPIENT, (int) (((long) c * members + m) % pool)));
            }
            Conversation conversation = new Conversation(c, person(SENDER, c), to, ledger.open(members));
            conversations.add(conversation);
            receives.computeIfAbsent(conversation.sender(), sender -> new ArrayList<>());
            to.forEach(member ->
                    receives.computeIfAbsent(member, key -> new ArrayList<>()).add(conversation));
        }
        for (int i = 0; i < scenario.number(Parameter.IDLE_DEVICES); i++) {
            receives.put(person(SILENT, i), List.of());
        }
        receives.forEach((address, own) -> devices.put(address, device(address, own, durable)));
    }

    private Address person(String role, int number) {
        return Address.of(cast + role + number, "phone");
    }

    private Device device(Address address, List<Conversation> receives, boolean durable) {
        Dialect dialect = target.speech() == Speech.WAGGLE
                ? new WaggleDialect(address, scenario.receipts())
                : new PlainDialect(receives);
        Device device = new Device(
                address,
                target.login(address, durable && !receives.isEmpty()),
                dialect,
                this,
                shares.get(devices.size() % shares.size()));
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

    int window() {
        return scenario.number(Parameter.WINDOW);
    }

    int batch() {
        return scenario.number(Parameter.BATCH);
    }

    int run() {
        return run;
    }

    Links links() {
        return links;
    }

    Optional<Conversation> conversation(int number) {
        return number < conversations.size() ? Optional.of(conversations.get(number)) : Optional.empty();
    }

    // --- what a run does with them

    @Override
    public Counts counts() {
        return counts;
    }

    @Override
    public Links.Sums connections() {
        return links.sums();
    }

    /** Every recipient of a conversation. */
    public List<Address> recipients() {
        return conversations.stream()
                .flatMap(conversation -> conversation.members().stream())
                .distinct()
                .toList();
    }

    /** Every sender. */
    public List<Address> senders() {
        return conversations.stream().map(Conversation::sender).toList();
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
            sum += onLoop(
                    loop.getKey(),
                    () -> Math.toIntExact(
                            loop.getValue().stream().filter(Device::isReady).count()));
        }
        return sum;
    }

    private static <T> T onLoop(LoopShare share, Callable<T> question) {
        return share.loop().submit(question).syncUninterruptibly().getNow();
    }

    @Override
    public void handOver() {
        shares.forEach(share -> onLoop(share, () -> true));
    }

    @Override
    public List<Recording> record(Window window) {
        List<Recording> recordings = new ArrayList<>();
        for (LoopShare share : shares) {
            Recording recording = new Recording(window);
            recordings.add(recording);
            share.loop().execute(() -> share.record(recording));
        }
        return recordings;
    }

    @Override
    public void pace(double perSecond, long start, long end) {
        for (LoopShare share : shares) {
            List<Conversation> own = ownConversations(share);
            if (!own.isEmpty()) {
                pace(share, own, new Schedule(start, perSecond * own.size() / conversations.size()), end);
            }
        }
    }

    private void pace(LoopShare share, List<Conversation> own, Schedule schedule, long end) {
        Timer timer = Timer.of(share.loop());
        Pacer pacer = new Pacer(
                schedule,
                timer,
                0,
                1,
                end,
                (number, intended, lag) -> {
                    Conversation conversation = own.get((int) (number % own.size()));
                    Device sender = device(conversation.sender());
                    sender.send(next(conversation, intended));
                    share.sent(intended, lag);
                    sender.pump();
                },
                () -> {});
        share.loop().execute(pacer::start);
    }

    @Override
    public void saturate() {
        for (Conversation conversation : conversations) {
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
        conversations.forEach(conversation -> {
            Device sender = device(conversation.sender());
            sender.share().loop().execute(() -> sender.refill(null));
        });
    }

    @Override
    public void flap(Duration holds, Duration away, long until) {
        conversations.forEach(conversation -> {
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
        return onLoop(device.share(), device::released);
    }

    /** Measures nothing more. */
    public void stopRecording() {
        shares.forEach(share -> share.loop().execute(() -> share.record(null)));
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
        shares.forEach(share -> share.loop().execute(() -> share.measureFrom(time)));
    }

    /** Hands every sender the same number of messages, to be sent as fast as its window lets. */
    public void fill(int each) {
        for (Conversation conversation : conversations) {
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
        int number = conversation.stream().next();
        return new Outgoing(
                conversation,
                new Stamp(run, conversation.number(), number, intended),
                sizes.get(number % sizes.size()),
                madeAtMillis);
    }

    private List<Conversation> ownConversations(LoopShare share) {
        return conversations.stream()
                .filter(conversation -> device(conversation.sender()).share().equals(share))
                .toList();
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
        return shares.stream()
                .allMatch(share -> onLoop(
                        share,
                        () -> devices.values().stream()
                                .filter(device -> device.share().equals(share))
                                .allMatch(Device::isQuiet)));
    }

    /** Ends every connection and the event loops. */
    @Override
    public void close() {
        disconnect(devices.keySet());
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
