package io.waggle.broker.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where the configuration comes from: a file, and what the command line sets on top of it. Both are held to the same rules.
 *
 * @param file in the syntax of {@link Properties#load(Reader)}, UTF-8
 * @param overrides key to text; each wins over the file
 */
public record ConfigSource(Path file, Map<String, String> overrides) {

    /** Names the file, where it is not {@code conf/waggle.properties} in the extension's home. */
    public static final String FILE_PROPERTY = "waggle.config";

    /** {@code -Dwaggle.set.monitoring.port=0} sets {@code monitoring.port}. */
    public static final String OVERRIDE_PREFIX = "waggle.set.";

    private static final Path FILE_IN_HOME = Path.of("conf", "waggle.properties");

    /** Takes a copy of the overrides. */
    public ConfigSource {
        overrides = Map.copyOf(overrides);
    }

    /** What the system properties name, else the file in the extension's home folder. */
    public static ConfigSource of(Path extensionHome, Properties systemProperties) {
        String file = systemProperties.getProperty(FILE_PROPERTY);
        Map<String, String> overrides = new TreeMap<>();
        for (String name : systemProperties.stringPropertyNames()) {
            if (name.startsWith(OVERRIDE_PREFIX)) {
                overrides.put(name.substring(OVERRIDE_PREFIX.length()), systemProperties.getProperty(name));
            }
        }
        return new ConfigSource(file == null ? extensionHome.resolve(FILE_IN_HOME) : Path.of(file), overrides);
    }

    /**
     * The tree of this source.
     *
     * @param base what a relative data directory is relative to
     * @throws ConfigException with every fault of the source
     */
    public WaggleConfig load(Path base) {
        List<String> faults = new ArrayList<>();
        Map<String, String> texts = readFile(faults);
        texts.putAll(overrides);
        texts.keySet().stream().sorted().forEach(key -> requireKnown(key, faults));
        WaggleConfig config = WaggleConfig.from(texts, base, faults);
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return config;
    }

    private Map<String, String> readFile(List<String> faults) {
        OnceOnly entries = new OnceOnly(faults);
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            entries.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(List.of("cannot read the configuration file " + file + ": " + e));
        }
        return entries.texts();
    }

    private static void requireKnown(String key, List<String> faults) {
        if (WaggleConfig.SETTINGS.stream().noneMatch(setting -> setting.key().equals(key))) {
            faults.add("unknown key '" + key + "'" + closestKnown(key));
        }
    }

    private static String closestKnown(String key) {
        return WaggleConfig.SETTINGS.stream()
                .map(Setting::key)
                .min(Comparator.comparingInt(known -> EditDistance.between(known, key)))
                .filter(known -> EditDistance.between(known, key) <= Math.max(2, key.length() / 3))
                .map(known -> ": did you mean '" + known + "'?")
                .orElse(": no such key exists; the shipped waggle.properties lists all");
    }

    /** A key given twice is a fault, where plain properties would silently keep the last. */
    private static final class OnceOnly extends Properties {

        private final transient Map<String, String> texts = new LinkedHashMap<>();
        private final transient List<String> faults;

        OnceOnly(List<String> faults) {
            this.faults = faults;
        }

        @Override
        public synchronized Object put(Object key, Object value) {
            String name = (String) key;
            String text = ((String) value).strip();
            String earlier = texts.putIfAbsent(name, text);
            if (earlier != null) {
                faults.add(name + " = '" + ValueType.shown(text) + "': the key was already set to '"
                        + ValueType.shown(earlier) + "'; allowed is each key once");
            }
            return super.put(key, value);
        }

        Map<String, String> texts() {
            return texts;
        }
    }
}
