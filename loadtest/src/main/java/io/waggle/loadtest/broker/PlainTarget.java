package io.waggle.loadtest.broker;

import io.waggle.loadtest.device.Login;
import io.waggle.loadtest.measure.ProcessProbe;
import io.waggle.protocol.Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** A broker that speaks plain MQTT and lets everybody in, in a process that was started here. */
final class PlainTarget implements Target {

    private static final Duration SESSION = Duration.ofHours(1);

    private final String name;
    private final String description;
    private final String acknowledgementMeans;
    private final boolean alwaysDurable;
    private final LocalProcess process;

    /**
     * Starts it.
     *
     * @param alwaysDurable whether sessions outlive connections even where a run does not need that
     */
    PlainTarget(
            String name, String description, String acknowledgementMeans, boolean alwaysDurable, LocalProcess process) {
        this.name = name;
        this.description = description;
        this.acknowledgementMeans = acknowledgementMeans;
        this.alwaysDurable = alwaysDurable;
        this.process = process;
        process.start();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String acknowledgementMeans() {
        return acknowledgementMeans;
    }

    @Override
    public InetSocketAddress address() {
        return process.address();
    }

    @Override
    public Speech speech() {
        return Speech.PLAIN;
    }

    @Override
    public Login login(Address device, boolean durable) {
        return new Login(device.account().value(), "none", alwaysDurable || durable ? SESSION : Duration.ZERO);
    }

    @Override
    public Optional<ProcessProbe> probe() {
        return Optional.of(new ProcessProbe(process.pid()));
    }

    @Override
    public void crash() {
        process.kill();
        process.start();
    }

    @Override
    public void close() {
        process.close();
    }
}
