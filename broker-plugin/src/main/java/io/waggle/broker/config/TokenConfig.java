package io.waggle.broker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Whose tokens are believed.
 *
 * @param issuer the {@code iss} (RFC 7519, section 4.1.1) of developers' tokens
 * @param developer where those are believed
 * @param audience the {@code aud} that must be among a token's
 * @param keyDirectory absolute; where the signing keys lie, made at the first start
 * @param clockSkew how far an issuer's clock may differ from this server's
 * @param maxLifetime longest time between {@code iat} and {@code exp}
 */
public record TokenConfig(
        String issuer,
        Developer developer,
        String audience,
        Path keyDirectory,
        Duration clockSkew,
        Duration maxLifetime) {

    /** Where developers' tokens are believed. */
    public enum Developer {
        /** Where MQTT listens on loopback only. */
        AUTO,
        ALWAYS,
        NEVER
    }

    private static final Setting<String> ISSUER = Setting.text("token.issuer", "waggle");
    private static final Setting<Developer> DEVELOPER = Setting.choice("token.developer", Developer.AUTO);
    private static final Setting<String> AUDIENCE = Setting.text("token.audience", "waggle-mqtt");
    private static final Setting<Path> KEY_DIRECTORY = Setting.path("token.key-directory", "keys");
    private static final Setting<Duration> CLOCK_SKEW =
            Setting.duration("token.clock-skew", Duration.ofSeconds(30), Duration.ZERO, Duration.ofMinutes(10));
    private static final Setting<Duration> MAX_LIFETIME =
            Setting.duration("token.max-lifetime", Duration.ofDays(400), Duration.ofSeconds(1), Duration.ofDays(3_650));

    static final List<Setting<?>> SETTINGS =
            List.of(ISSUER, DEVELOPER, AUDIENCE, KEY_DIRECTORY, CLOCK_SKEW, MAX_LIFETIME);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public TokenConfig {
        ISSUER.require(issuer);
        AUDIENCE.require(audience);
        CLOCK_SKEW.require(clockSkew);
        MAX_LIFETIME.require(maxLifetime);
    }

    /** The lifetime of a token to be made, as it is written in the file. @throws ConfigException if no token may have it */
    public Duration lifetime(String text) {
        return Setting.duration("--ttl", maxLifetime, Duration.ofSeconds(1), maxLifetime)
                .read(text);
    }

    static TokenConfig from(Values values, Path dataDirectory) {
        return new TokenConfig(
                values.get(ISSUER),
                values.get(DEVELOPER),
                values.get(AUDIENCE),
                dataDirectory.resolve(values.get(KEY_DIRECTORY)).normalize(),
                values.get(CLOCK_SKEW),
                values.get(MAX_LIFETIME));
    }
}
