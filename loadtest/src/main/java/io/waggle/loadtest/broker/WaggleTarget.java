package io.waggle.loadtest.broker;

import io.waggle.loadtest.device.Login;
import io.waggle.loadtest.measure.ProcessProbe;
import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import io.waggle.testkit.TokenForge;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The standalone broker that was built here, in a process of its own with its data in a temporary home. */
public final class WaggleTarget implements Target {

    static final String NAME = "waggle";

    /** The limit that is for people: a few senders here are thousands of them. Those of devices stay as they are. */
    private static final Map<String, String> SETTINGS = Map.of("limit.pair-messages", "off");

    private static final Duration TOKEN_LIFETIME = Duration.ofDays(40);

    private final BrokerProcess broker;
    private final TokenForge tokens;
    private final String description;

    private WaggleTarget(BrokerProcess broker, String description) {
        this.broker = broker;
        this.tokens = broker.tokenForge();
        this.description = description;
    }

    /**
     * Starts one.
     *
     * @param settings keys of waggle.properties, on top of those that every run has
     */
    static WaggleTarget start(Heap heap, Map<String, String> settings) {
        BrokerOptions options = BrokerOptions.defaults().heap(heap.text());
        Map<String, String> all = new TreeMap<>(SETTINGS);
        all.putAll(settings);
        for (Map.Entry<String, String> setting : all.entrySet()) {
            options = options.set(setting.getKey(), setting.getValue());
        }
        return new WaggleTarget(
                BrokerProcess.start(options), "Waggle" + (settings.isEmpty() ? "" : " with " + settings));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String acknowledgementMeans() {
        return "in every recipient device's inbox on disk, fsynced; survives SIGKILL and a power cut";
    }

    @Override
    public InetSocketAddress address() {
        return broker.mqtt();
    }

    @Override
    public Speech speech() {
        return Speech.WAGGLE;
    }

    @Override
    public Login login(Address device, boolean durable) {
        return new Login(device.account().value(), tokens.mint(device, Instant.now(), TOKEN_LIFETIME), Duration.ZERO);
    }

    @Override
    public Optional<ProcessProbe> probe() {
        return Optional.of(new ProcessProbe(broker.pid()));
    }

    @Override
    public void crash() {
        broker.kill();
        broker.restart();
    }

    @Override
    public void close() {
        broker.close();
    }
}
