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
 * @param rememberedMax how many tokens are remembered as good, so that their signature is not checked again; 0: none
 */
public record TokenConfig(
        String issuer,
        Developer developer,
        String audience,
        Path keyDirectory,
        Duration clockSkew,
        Duration maxLifetime,
        int rememberedMax) {

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
    private static final Setting<Integer> REMEMBERED_MAX = Setting.count("token.remembered-max", 50_000, 0, 10_000_000);

    static final List<Setting<?>> SETTINGS =
            List.of(ISSUER, DEVELOPER, AUDIENCE, KEY_DIRECTORY, CLOCK_SKEW, MAX_LIFETIME, REMEMBERED_MAX);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public TokenConfig {
        ISSUER.require(issuer);
        AUDIENCE.require(audience);
        CLOCK_SKEW.require(clockSkew);
        MAX_LIFETIME.require(maxLifetime);
        REMEMBERED_MAX.require(rememberedMax);
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
                values.get(MAX_LIFETIME),
                values.get(REMEMBERED_MAX));
    }
}
