package io.waggle.broker.config;

import io.waggle.protocol.ProtocolLimits;
import java.time.Duration;
import java.util.List;

/**
 * Who is there, and who may want to know: all of it in memory.
 *
 * @param watchesPerConnection accounts that one connection may watch; 0: no presence at all
 * @param watchersPerAccount connections that may watch one account
 * @param maxWatches accounts that are watched, over all connections
 * @param maxLastSeen accounts of which is remembered when they were last there
 * @param interval the least time between two tellings of changes to one connection
 * @param offlineGrace how long an account stays online whose last connection was lost
 */
public record PresenceConfig(
        int watchesPerConnection,
        int watchersPerAccount,
        int maxWatches,
        int maxLastSeen,
        Duration interval,
        Duration offlineGrace) {

    private static final Setting<Integer> WATCHES_PER_CONNECTION = Setting.count(
            "presence.watches-per-connection", ProtocolLimits.PRESENCE_WATCHES, 0, ProtocolLimits.PRESENCE_WATCHES);
    private static final Setting<Integer> WATCHERS_PER_ACCOUNT =
            Setting.count("presence.watchers-per-account", 1_000, 1, 1_000_000);
    private static final Setting<Integer> MAX_WATCHES = Setting.count("presence.max-watches", 200_000, 1, 100_000_000);
    private static final Setting<Integer> MAX_LAST_SEEN =
            Setting.count("presence.max-last-seen", 100_000, 0, 100_000_000);
    private static final Setting<Duration> INTERVAL =
            Setting.duration("presence.interval", Duration.ofMillis(500), Duration.ZERO, Duration.ofMinutes(1));
    private static final Setting<Duration> OFFLINE_GRACE =
            Setting.duration("presence.offline-grace", Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(5));

    static final List<Setting<?>> SETTINGS =
            List.of(WATCHES_PER_CONNECTION, WATCHERS_PER_ACCOUNT, MAX_WATCHES, MAX_LAST_SEEN, INTERVAL, OFFLINE_GRACE);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public PresenceConfig {
        WATCHES_PER_CONNECTION.require(watchesPerConnection);
        WATCHERS_PER_ACCOUNT.require(watchersPerAccount);
        MAX_WATCHES.require(maxWatches);
        MAX_LAST_SEEN.require(maxLastSeen);
        INTERVAL.require(interval);
        OFFLINE_GRACE.require(offlineGrace);
    }

    static PresenceConfig from(Values values) {
        return new PresenceConfig(
                values.get(WATCHES_PER_CONNECTION),
                values.get(WATCHERS_PER_ACCOUNT),
                values.get(MAX_WATCHES),
                values.get(MAX_LAST_SEEN),
                values.get(INTERVAL),
                values.get(OFFLINE_GRACE));
    }
}
