package io.waggle.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a broker is to be started. Immutable: every method that changes something gives a new value.
 *
 * @param dist the standalone broker, unpacked
 * @param home where it keeps data and log; empty: a temporary directory that goes away with it
 * @param settings keys of waggle.properties, on top of the shipped file
 * @param configFile used in place of the shipped waggle.properties
 * @param javaOptions more options of its JVM, none with a space in it
 * @param heap its {@code -Xmx}
 * @param environment more variables of its environment
 * @param startTimeout how long it may take until it is ready
 */
public record BrokerOptions(
        Path dist,
        Optional<Path> home,
        Map<String, String> settings,
        Optional<Path> configFile,
        List<String> javaOptions,
        String heap,
        Map<String, String> environment,
        Duration startTimeout) {

    /** Takes copies. */
    public BrokerOptions {
        settings = Map.copyOf(settings);
        javaOptions = List.copyOf(javaOptions);
        environment = Map.copyOf(environment);
    }

    private static final String CERTIFICATE = "tls.certificate";

    /** The {@code mqtt.path} of every broker that starts with its defaults: so one suite can run on each path. */
    public static final String MQTT_PATH_PROPERTY = "waggle.test.mqtt.path";

    /** Whether every broker that starts with its defaults {@linkplain #shortLived lives for seconds}. */
    public static final String SHORT_LIVED_PROPERTY = "waggle.test.short-lived";

    /** The broker that was built last, with its defaults, in a temporary home. */
    public static BrokerOptions defaults() {
        BrokerOptions options = of(Dist.find());
        String path = System.getProperty(MQTT_PATH_PROPERTY);
        BrokerOptions onPath = path == null ? options : options.set("mqtt.path", path);
        return Boolean.getBoolean(SHORT_LIVED_PROPERTY) ? onPath.shortLived() : onPath;
    }

    /** The same for the broker in a directory. */
    public static BrokerOptions of(Path dist) {
        return new BrokerOptions(
                dist, Optional.empty(), Map.of(), Optional.empty(), List.of(), "512m", Map.of(), Duration.ofMinutes(2));
    }

    /** With a home that stays when the broker is closed. */
    public BrokerOptions home(Path directory) {
        return new BrokerOptions(
                dist, Optional.of(directory), settings, configFile, javaOptions, heap, environment, startTimeout);
    }

    /** With a key of waggle.properties set. */
    public BrokerOptions set(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new BrokerOptions(dist, home, more, configFile, javaOptions, heap, environment, startTimeout);
    }

    /** With TLS. */
    public BrokerOptions tls(TestAuthority.Issued server) {
        return set(CERTIFICATE, server.certificate().toAbsolutePath().toString())
                .set("tls.private-key", server.privateKey().toAbsolutePath().toString());
    }

    /** Whether the settings here have TLS. */
    boolean isTls() {
        return settings.containsKey(CERTIFICATE);
    }

    /** With another waggle.properties. */
    public BrokerOptions configFile(Path file) {
        return new BrokerOptions(dist, home, settings, Optional.of(file), javaOptions, heap, environment, startTimeout);
    }

    /** With one more option of the JVM. @throws IllegalArgumentException if it holds a space */
    public BrokerOptions javaOption(String option) {
        if (option.isEmpty() || option.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("not one JVM option: '" + option + "'");
        }
        List<String> more = new ArrayList<>(javaOptions);
        more.add(option);
        return new BrokerOptions(dist, home, settings, configFile, more, heap, environment, startTimeout);
    }

    /** Of a broker that lives for seconds: its JVM compiles soon rather than well, and is there in about half the time. */
    public BrokerOptions shortLived() {
        return javaOption("-XX:TieredStopAtLevel=1");
    }

    /** With another heap, as in {@code -Xmx}. */
    public BrokerOptions heap(String size) {
        return new BrokerOptions(dist, home, settings, configFile, javaOptions, size, environment, startTimeout);
    }

    /** With a variable in its environment. */
    public BrokerOptions environment(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new BrokerOptions(dist, home, settings, configFile, javaOptions, heap, more, startTimeout);
    }

    /** With another bound on the start. */
    public BrokerOptions startTimeout(Duration timeout) {
        return new BrokerOptions(dist, home, settings, configFile, javaOptions, heap, environment, timeout);
    }
}
