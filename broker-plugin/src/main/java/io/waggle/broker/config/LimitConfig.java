package io.waggle.broker.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much of everything there may be.
 *
 * @param maxKeys buckets of one limit that are not full
 * @param rates of the limits that are not off
 */
public record LimitConfig(int maxKeys, Map<RateLimit, Rate> rates) {

    private static final Setting<Integer> MAX_KEYS = Setting.count("limit.max-keys", 100_000, 1, 100_000_000);

    static final List<Setting<?>> SETTINGS = Stream.<Setting<?>>concat(
                    Stream.of(MAX_KEYS), Arrays.stream(RateLimit.values()).map(RateLimit::setting))
            .toList();

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public LimitConfig {
        MAX_KEYS.require(maxKeys);
        rates = Map.copyOf(rates);
    }

    /** Nothing is limited. */
    public static LimitConfig off() {
        return new LimitConfig(1, Map.of());
    }

    /** How much there may be; nothing if that is not limited. */
    public Optional<Rate> rate(RateLimit limit) {
        return Optional.ofNullable(rates.get(limit));
    }

    static LimitConfig from(Values values) {
        Map<RateLimit, Rate> rates = new EnumMap<>(RateLimit.class);
        for (RateLimit limit : RateLimit.values()) {
            values.get(limit.setting()).ifPresent(rate -> rates.put(limit, rate));
        }
        return new LimitConfig(values.get(MAX_KEYS), rates);
    }
}
