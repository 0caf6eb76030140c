package io.waggle.loadtest.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Finds scenarios: those that come with the harness, by name, and files, by path. */
public final class Scenarios {

    /** What comes with the harness; a file of each name is in {@code config/loadtest}. */
    public static final List<String> NAMES = List.of(
            "chat",
            "group",
            "offline-drain",
            "reconnect-storm",
            "connect",
            "idle",
            "mobile",
            "crash",
            "soak",
            "chat-client");

    private static final String SUFFIX = ".properties";

    private Scenarios() {}

    /**
     * A scenario by its name or the path of its file.
     *
     * @throws ScenarioException if there is none, or it is faulty
     */
    public static Scenario find(String nameOrPath) {
        return NAMES.contains(nameOrPath) ? shipped(nameOrPath) : read(Path.of(nameOrPath));
    }

    private static Scenario shipped(String name) {
        try (InputStream file = Scenarios.class.getResourceAsStream(name + SUFFIX)) {
            if (file == null) {
                throw new IllegalStateException("the harness was built without the scenario " + name);
            }
            return Scenario.of(name, settings(new InputStreamReader(file, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scenario read(Path file) {
        String fileName = String.valueOf(file.getFileName());
        if (!fileName.endsWith(SUFFIX) || !Files.isReadable(file)) {
            throw new ScenarioException("no scenario " + file + ": name one of " + String.join(", ", NAMES)
                    + ", or a file that ends with " + SUFFIX);
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            return Scenario.of(fileName.substring(0, fileName.length() - SUFFIX.length()), settings(reader));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(Reader reader) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(reader);
        } catch (IllegalArgumentException e) {
            throw new ScenarioException("a malformed \\u escape: " + e.getMessage());
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, properties::getProperty));
    }
}
