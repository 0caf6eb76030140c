package io.waggle.loadtest.broker;

import io.waggle.loadtest.device.Login;
import io.waggle.loadtest.measure.ProcessProbe;
import io.waggle.protocol.Address;
import io.waggle.testkit.TokenForge;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A broker that somebody else runs, by its address. */
final class RemoteTarget implements Target {

    private static final int DEFAULT_PORT = 1883;
    private static final Duration SESSION = Duration.ofHours(1);

    private final String name;
    private final InetSocketAddress address;
    private final @Nullable DeviceTokens tokens;

    private RemoteTarget(String name, InetSocketAddress address, @Nullable DeviceTokens tokens) {
        this.name = name;
        this.address = address;
        this.tokens = tokens;
    }

    /** A Waggle whose signing keys are in a directory of this machine. */
    static RemoteTarget waggle(URI uri, Path keyDirectory) {
        return new RemoteTarget(
                WaggleTarget.NAME + "://" + uri.getAuthority(),
                address(uri),
                new DeviceTokens(TokenForge.of(keyDirectory)));
    }

    /** Any MQTT 5 broker that lets everybody in. */
    static RemoteTarget plain(URI uri) {
        return new RemoteTarget(uri.getAuthority(), address(uri), null);
    }

    private static InetSocketAddress address(URI uri) {
        return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return (speech() == Speech.WAGGLE ? "Waggle at " : "an MQTT broker at ") + address;
    }

    @Override
    public String acknowledgementMeans() {
        return speech() == Speech.WAGGLE
                ? "in every recipient device's inbox on disk, fsynced"
                : "whatever its operator says it does";
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Speech speech() {
        return tokens == null ? Speech.PLAIN : Speech.WAGGLE;
    }

    @Override
    public Login login(Address device, boolean durable) {
        return tokens == null
                ? new Login(device.account().value(), "none", durable ? SESSION : Duration.ZERO)
                : tokens.login(device);
    }

    @Override
    public Optional<ProcessProbe> probe() {
        return Optional.empty();
    }

    @Override
    public void crash() {
        throw new UnsupportedOperationException("a broker that was not started here is not killed");
    }

    @Override
    public void close() {
        // it was not started here
    }
}
