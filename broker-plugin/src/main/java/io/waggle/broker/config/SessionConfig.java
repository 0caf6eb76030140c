package io.waggle.broker.config;

import java.time.Duration;
import java.util.List;

/**
 * How long a device that signed in stays so.
 *
 * @param accessTokenLifetime of what lets it connect
 * @param lifetime of what it gets the next access token with, from each use
 */
public record SessionConfig(Duration accessTokenLifetime, Duration lifetime) {

    private static final Setting<Duration> ACCESS_TOKEN_LIFETIME = Setting.duration(
            "session.access-token-lifetime", Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofDays(1));
    private static final Setting<Duration> LIFETIME =
            Setting.duration("session.lifetime", Duration.ofDays(90), Duration.ofSeconds(1), Duration.ofDays(3_650));

    static final List<Setting<?>> SETTINGS = List.of(ACCESS_TOKEN_LIFETIME, LIFETIME);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public SessionConfig {
        ACCESS_TOKEN_LIFETIME.require(accessTokenLifetime);
        LIFETIME.require(lifetime);
        Setting.requireAtMost(ACCESS_TOKEN_LIFETIME, accessTokenLifetime, LIFETIME, lifetime);
    }

    static SessionConfig from(Values values) {
        return new SessionConfig(values.get(ACCESS_TOKEN_LIFETIME), values.get(LIFETIME));
    }
}
