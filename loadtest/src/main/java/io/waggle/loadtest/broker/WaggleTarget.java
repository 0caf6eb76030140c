package io.waggle.loadtest.broker;

import io.waggle.loadtest.device.Login;
import io.waggle.loadtest.measure.ProcessProbe;
import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The standalone broker that was built here, in a process of its own with its data in a temporary home. */
public final class WaggleTarget implements Target {

    static final String NAME = "waggle";

    /**
     * The limits that are for people: a few senders here are thousands of them, and a device connects as often as thousands. Those
     * that no load reaches stay as they are.
     */
    private static final Map<String, String> SETTINGS =
            Map.of("limit.pair-messages", "off", "limit.group-messages", "off", "limit.connects", "1000000/1s");

    private final BrokerProcess broker;
    private final DeviceTokens tokens;
    private final String description;

    private WaggleTarget(BrokerProcess broker, String description) {
        this.broker = broker;
        this.tokens = new DeviceTokens(broker.tokenForge());
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
        return tokens.login(device);
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
