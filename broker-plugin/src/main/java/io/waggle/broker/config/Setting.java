package io.waggle.broker.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One key of the file: its default and its bounds, stated once. The loader and the record that carries the value both check
 * against it, so a record made in code can hold nothing that the file could not.
 *
 * @param allowed what to tell someone who wrote something else
 */
record Setting<T>(String key, ValueType<T> type, T defaultValue, String allowed, Predicate<T> bounds) {

    static Setting<Integer> count(String key, int defaultValue, int min, int max) {
        return ranged(key, ValueType.COUNT, defaultValue, min, max);
    }

    static Setting<Long> size(String key, long defaultValue, long min, long max) {
        return ranged(key, ValueType.SIZE, defaultValue, min, max);
    }

    static Setting<Duration> duration(String key, Duration defaultValue, Duration min, Duration max) {
        return ranged(key, ValueType.DURATION, defaultValue, min, max);
    }

    static Setting<Path> path(String key, String defaultValue) {
        return unbounded(key, ValueType.PATH, Path.of(defaultValue));
    }

    /** No path is the default. */
    static Setting<Optional<Path>> optionalPath(String key) {
        return unbounded(key, ValueType.OPTIONAL_PATH, Optional.empty());
    }

    static Setting<Boolean> flag(String key, boolean defaultValue) {
        return unbounded(key, ValueType.FLAG, defaultValue);
    }

    static Setting<String> text(String key, String defaultValue) {
        return unbounded(key, ValueType.TEXT, defaultValue);
    }

    /** No text is the default. */
    static Setting<Optional<String>> optionalText(String key) {
        return checked(key, ValueType.OPTIONAL_TEXT, Optional.empty());
    }

    /** What people read: not only ASCII, and spaces may be in it. */
    static Setting<String> line(String key, String defaultValue) {
        return checked(key, ValueType.LINE, defaultValue);
    }

    static Setting<String> host(String key, String defaultValue) {
        return checked(key, ValueType.HOST, defaultValue);
    }

    /** No address is the default. */
    static Setting<Optional<String>> optionalEmail(String key) {
        return checked(key, ValueType.OPTIONAL_EMAIL, Optional.empty());
    }

    /** No address is the default. */
    static Setting<Optional<URI>> optionalWebAddress(String key) {
        return checked(key, ValueType.OPTIONAL_WEB_ADDRESS, Optional.empty());
    }

    /** None is the default. */
    static Setting<List<String>> redirectUris(String key) {
        return checked(key, ValueType.REDIRECT_URIS, List.of());
    }

    /** None is the default. */
    static Setting<List<String>> relayUris(String key) {
        return checked(key, ValueType.RELAY_URIS, List.of());
    }

    static Setting<List<String>> scopes(String key, String defaultValue) {
        return checked(key, ValueType.SCOPES, ValueType.SCOPES.read(defaultValue));
    }

    static Setting<String> databaseUrl(String key, String defaultValue) {
        return unbounded(key, ValueType.DATABASE_URL, defaultValue);
    }

    static Setting<Optional<URI>> baseUrl(String key) {
        return unbounded(key, ValueType.BASE_URL, Optional.empty());
    }

    static Setting<InetAddress> ipAddress(String key, String defaultValue) {
        return unbounded(key, ValueType.IP_ADDRESS, ValueType.IP_ADDRESS.read(defaultValue));
    }

    /** No limit is written "off". */
    static Setting<Optional<Rate>> rate(String key, Rate defaultValue) {
        return unbounded(key, ValueType.RATE, Optional.of(defaultValue));
    }

    /** No block is the default. */
    static Setting<List<IpBlock>> ipBlocks(String key) {
        return unbounded(key, ValueType.IP_BLOCKS, List.of());
    }

    static <E extends Enum<E>> Setting<E> choice(String key, E defaultValue) {
        return unbounded(key, ValueType.choice(defaultValue.getDeclaringClass()), defaultValue);
    }

    /** The value the text stands for. @throws ConfigException naming key, text and what is allowed */
    T read(String text) {
        T value;
        try {
            value = type.read(text);
        } catch (IllegalArgumentException e) {
            throw fault(text, e);
        }
        if (!bounds.test(value)) {
            throw fault(text, null);
        }
        return value;
    }

    /** Refuses a value that the file could not have given. */
    void require(T value) {
        if (!bounds.test(value)) {
            throw new ConfigException(faultText(type.write(value)));
        }
    }

    /** Refuses a value that is greater than another setting's. */
    static <T extends Comparable<T>> void requireAtMost(Setting<T> setting, T value, Setting<T> other, T limit) {
        if (value.compareTo(limit) > 0) {
            throw new ConfigException(setting.key + " = '" + setting.type.write(value) + "': allowed is at most what "
                    + other.key + " is, here " + other.type.write(limit));
        }
    }

    /** The fault of a value that another one does not allow. */
    ConfigException contradiction(T value, String allowedIs) {
        return new ConfigException(key + " = '" + ValueType.shown(type.write(value)) + "': allowed is " + allowedIs);
    }

    String defaultText() {
        return type.write(defaultValue);
    }

    private ConfigException fault(String text, @Nullable Throwable cause) {
        ConfigException fault = new ConfigException(faultText(text));
        if (cause != null) {
            fault.initCause(cause);
        }
        return fault;
    }

    private String faultText(String text) {
        return key + " = '" + ValueType.shown(text) + "': allowed is " + allowed;
    }

    private static <T extends Comparable<T>> Setting<T> ranged(String key, ValueType<T> type, T value, T min, T max) {
        String range = type.noun() + " from " + type.write(min) + " to " + type.write(max);
        return new Setting<>(
                key, type, value, withExample(range, type), it -> it.compareTo(min) >= 0 && it.compareTo(max) <= 0);
    }

    private static <T> Setting<T> unbounded(String key, ValueType<T> type, T value) {
        return new Setting<>(key, type, value, withExample(type.noun(), type), it -> true);
    }

    /** Of a type whose syntax is all there is to it: what can be written and read back is within the bounds. */
    private static <T> Setting<T> checked(String key, ValueType<T> type, T value) {
        return new Setting<>(key, type, value, withExample(type.noun(), type), it -> reads(type, it));
    }

    private static <T> boolean reads(ValueType<T> type, T value) {
        try {
            return type.read(type.write(value)).equals(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withExample(String text, ValueType<?> type) {
        return type.example().isEmpty() ? text : text + ", for example " + type.example();
    }
}
