package io.waggle.loadtest.client;

import io.netty.channel.DefaultEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.waggle.client.ClientOptions;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.paho.PahoOptions;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.device.Conversation;
import io.waggle.loadtest.device.Conversations;
import io.waggle.loadtest.device.Counts;
import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.device.LoopShare;
import io.waggle.loadtest.device.Loops;
import io.waggle.loadtest.device.Population;
import io.waggle.loadtest.ledger.Ledger;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.pace.Schedule;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import io.waggle.testkit.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The devices of a run as real clients: the library that applications use, Paho beneath it, and for each a SQLite database in
 * a temporary directory, which is removed at the end. They carry the same conversations at the same times as simulated
 * devices and write into the same ledger, so that the two can be held against each other.
 *
 * <p>What differs, because the library is made for applications and not for load: it gathers by itself what goes into one
 * PUBLISH, and has one of them under way; it recognises repetitions without telling anybody, so none is counted as
 * redelivered; it connects again after a wait of its own; and a latency here includes that both sides store the message, as
 * people who use it wait for that too.
 *
 * <p>The methods may be called from one thread, the run's; each device belongs to its loop.
 */
public final class ClientFleet implements Population {

    /** As a simulated device's, so that both come back equally fast. */
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);

    private static final Duration LAST_BACKOFF = Duration.ofSeconds(2);

    /** Like a simulated device, an outbox takes whatever comes while the broker does not answer; memory is not in the way. */
    private static final int OUTBOX = 10_000_000;

    /** Status changes that may wait for the loop: one that is dropped would leave its message unanswered in the ledger. */
    private static final int EVENTS = 10_000_000;

    private final Scenario scenario;
    private final Loops loops;
    private final Links links = new Links();
    private final Conversations conversations;
    private final Map<Address, ClientDevice> devices = new LinkedHashMap<>();
    private final Path directory;

    /**
     * Clients that are not connected yet.
     *
     * @throws io.waggle.loadtest.scenario.ScenarioException as {@link ClientLimits#check}
     */
    public ClientFleet(Scenario scenario, Target target, Ledger ledger) {
        ClientLimits.check(scenario, target.speech());
        this.scenario = scenario;
        this.conversations = new Conversations(scenario, ledger);
        this.directory = temporaryDirectory();
        this.loops = new Loops(
                new DefaultEventLoopGroup(
                        scenario.number(Parameter.THREADS), new DefaultThreadFactory("application", true)),
                scenario);
        try {
            conversations.received().keySet().forEach(address -> devices.put(address, device(address, target)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private ClientDevice device(Address address, Target target) {
        String token = target.login(address, true).password();
        ClientOptions options = ClientOptions.of(address, uri(target.address()), () -> token)
                .withBackoff(FIRST_BACKOFF, LAST_BACKOFF)
                .withLimits(OUTBOX, EVENTS);
        PahoOptions paho = PahoOptions.DEFAULT.withKeepAlive(scenario.time(Parameter.KEEP_ALIVE));
        Path file = directory.resolve(address.account() + "-" + address.device() + ".db");
        return new ClientDevice(
                options,
                ClientStore.open(JdbcSqliteDatabase.open(file), address),
                new PahoTransport(paho),
                links,
                conversations,
                loops.shareOf(devices.size()),
                scenario.receipts());
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("waggle-clients-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI uri(InetSocketAddress broker) {
        try {
            return new URI("tcp", null, broker.getHostString(), broker.getPort(), null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address: " + broker, e);
        }
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
            ClientDevice device = device(address);
            long wait = Math.max(0, schedule.intended(i++) - System.nanoTime());
            var unused = device.share().loop().schedule(device::connect, wait, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void disconnect(Collection<Address> whom) {
        whom.forEach(address -> {
            ClientDevice device = device(address);
            device.share().loop().execute(device::disconnect);
        });
    }

    @Override
    public int ready(Collection<Address> whom) {
        return Math.toIntExact(
                whom.stream().map(this::device).filter(ClientDevice::isReady).count());
    }

    @Override
    public List<Recording> record(Window window) {
        return loops.record(window);
    }

    @Override
    public void pace(double perSecond, long start, long end) {
        loops.pace(
                conversations.all(),
                conversation -> sender(conversation).share(),
                perSecond,
                start,
                end,
                (conversation, intended) -> sender(conversation).send(conversation, intended));
    }

    /** Here a window is of messages: the library has one PUBLISH under way and gathers the next meanwhile. */
    @Override
    public void saturate() {
        int window = scenario.number(Parameter.WINDOW);
        for (Conversation conversation : conversations.all()) {
            ClientDevice sender = sender(conversation);
            LoopShare share = sender.share();
            share.loop()
                    .execute(() -> sender.refill(
                            () -> {
                                long now = System.nanoTime();
                                share.sent(now, 0);
                                sender.send(conversation, now);
                            },
                            window));
        }
    }

    @Override
    public void stopSending() {
        conversations.all().forEach(conversation -> {
            ClientDevice sender = sender(conversation);
            sender.share().loop().execute(() -> sender.refill(null, 0));
        });
    }

    /** @throws UnsupportedOperationException always: the library says good-bye before it leaves, and a broken link does not */
    @Override
    public void flap(Duration holds, Duration away, long until) {
        throw new UnsupportedOperationException("links of real clients are not broken");
    }

    @Override
    public Counts counts() {
        return loops.counts();
    }

    @Override
    public Links.Sums connections() {
        return links.sums();
    }

    /** Whether every client has on disk what its application told it; when it tells the server so is its own business. */
    @Override
    public boolean isQuiet() {
        return loops.shares().stream()
                .allMatch(share -> loops.ask(
                        share,
                        () -> devices.values().stream()
                                .filter(device -> device.share().equals(share))
                                .allMatch(ClientDevice::isQuiet)));
    }

    @Override
    public void handOver() {
        loops.handOver();
    }

    private ClientDevice sender(Conversation conversation) {
        return device(conversation.sender());
    }

    private ClientDevice device(Address address) {
        ClientDevice device = devices.get(address);
        if (device == null) {
            throw new IllegalArgumentException("no device " + address);
        }
        return device;
    }

    /** Ends every client and its threads, and removes the databases. */
    @Override
    public void close() {
        devices.values().forEach(ClientDevice::close);
        loops.close();
        Trees.delete(directory);
    }
}
