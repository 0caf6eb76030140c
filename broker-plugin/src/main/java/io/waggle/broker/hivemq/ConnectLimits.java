package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import io.waggle.broker.config.IpBlock;
import io.waggle.broker.config.RateLimit;
import io.waggle.broker.limit.LimitKey;
import io.waggle.broker.limit.RateLimits;
import io.waggle.protocol.Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How often one may connect. A device is counted only when it has shown its token: nobody else can use up what it may. For any
 * thread.
 */
public final class ConnectLimits {

    private final RateLimits limits;
    private final List<IpBlock> proxies;

    /** @param proxies in front of this server: their address says nothing of who connects, and is not limited */
    public ConnectLimits(RateLimits limits, List<IpBlock> proxies) {
        this.limits = limits;
        this.proxies = List.copyOf(proxies);
    }

    /** How long to wait, if too many have failed from there. */
    Optional<Duration> beforeAuthentication(ConnectionInformation connection) {
        return network(connection).flatMap(key -> limits.check(RateLimit.FAILED_CONNECTS, key));
    }

    /** Counts a failure. */
    void authenticationFailed(ConnectionInformation connection) {
        network(connection).ifPresent(key -> limits.charge(RateLimit.FAILED_CONNECTS, key));
    }

    /** Lets a device in, or says how long to wait. */
    Optional<Duration> authenticated(Address device) {
        return limits.take(RateLimit.CONNECTS, new LimitKey.Device(device));
    }

    private Optional<LimitKey> network(ConnectionInformation connection) {
        return connection
                .getInetAddress()
                .filter(address -> proxies.stream().noneMatch(proxy -> proxy.contains(address)))
                .map(LimitKey.Network::of);
    }
}
