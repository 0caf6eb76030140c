package io.waggle.loadtest;

import io.waggle.loadtest.broker.Heap;
import io.waggle.loadtest.broker.Targets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command lets one say about the load and about the brokers. */
final class LoadOptions {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "another value for a parameter of the scenario; --parameters lists them")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--rate", paramLabel = "N", description = "short for --set rate=N: messages per second")
    private @Nullable String rate;

    @Option(names = "--duration", paramLabel = "TIME", description = "short for --set duration=TIME, as in 30s or 8h")
    private @Nullable String duration;

    @Option(names = "--warm-up", paramLabel = "TIME", description = "short for --set warm-up=TIME")
    private @Nullable String warmUp;

    @Option(names = "--batch", paramLabel = "N", description = "short for --set batch=N: messages of one PUBLISH")
    private @Nullable String batch;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "1g",
            description = "Java heap of a broker that is started (default ${DEFAULT-VALUE})")
    private String heap = "1g";

    @Option(
            names = "--broker-set",
            paramLabel = "KEY=VALUE",
            description = "a key of waggle.properties, for a Waggle that is started")
    private Map<String, String> brokerSettings = new LinkedHashMap<>();

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "signing keys of a Waggle that is not started here: HOME/data/waggle/keys")
    private @Nullable Path keys;

    /** Parameters of the scenario. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(parameters);
        put(settings, "rate", rate);
        put(settings, "duration", duration);
        put(settings, "warm-up", warmUp);
        put(settings, "batch", batch);
        return settings;
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }

    /** Where brokers come from. */
    Targets targets() {
        return new Targets(new Heap(heap), brokerSettings, Optional.ofNullable(keys));
    }
}
