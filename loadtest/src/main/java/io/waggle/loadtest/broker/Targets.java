package io.waggle.loadtest.broker;

import io.waggle.loadtest.scenario.ScenarioException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts targets by what they are called on the command line.
 *
 * @param heap of a JVM that is started
 * @param settings of a Waggle that is started, keys of waggle.properties
 * @param keyDirectory with the signing keys of a Waggle that is not started here
 */
public record Targets(Heap heap, Map<String, String> settings, Optional<Path> keyDirectory) {

    /** Waggle, started here. */
    public static final String WAGGLE = WaggleTarget.NAME;

    /** HiveMQ CE that keeps everything in memory. */
    public static final String BARE_MEMORY = "bare-memory";

    /** HiveMQ CE with file persistence. */
    public static final String BARE_FILE = "bare-file";

    /** Mosquitto with persistence. */
    public static final String MOSQUITTO = "mosquitto";

    /** What can be started here. */
    public static final List<String> NAMES = List.of(WAGGLE, BARE_MEMORY, BARE_FILE, MOSQUITTO);

    private static final String REMOTE_WAGGLE = "waggle";
    private static final List<String> CHOSEN_HERE = List.of("http.port", "monitoring.port");

    /** Takes a copy. @throws ScenarioException if a setting is one that is chosen here */
    public Targets {
        for (String key : CHOSEN_HERE) {
            if (settings.containsKey(key)) {
                throw new ScenarioException(key + " of a Waggle that is started here is chosen here: one that is free");
            }
        }
        settings = Map.copyOf(settings);
    }

    /** The same with further settings of a Waggle that is started; those that there are already win. */
    public Targets with(Map<String, String> further) {
        Map<String, String> all = new HashMap<>(further);
        all.putAll(settings);
        return new Targets(heap, all, keyDirectory);
    }

    /** Whether a target can be started here: Mosquitto has to be installed. */
    public static boolean isInstalled(String name) {
        return !name.equals(MOSQUITTO) || Mosquitto.program().isPresent();
    }

    /** What a target's devices speak, before it is opened. */
    public static Speech speech(String nameOrAddress) {
        return nameOrAddress.equals(WAGGLE) || nameOrAddress.startsWith(REMOTE_WAGGLE + ":")
                ? Speech.WAGGLE
                : Speech.PLAIN;
    }

    /**
     * Starts one, or finds one by its address, as in {@code mqtt://127.0.0.1:1883}.
     *
     * @throws ScenarioException if there is no such target
     */
    public Target open(String nameOrAddress) {
        return switch (nameOrAddress) {
            case WAGGLE -> WaggleTarget.start(heap, settings);
            case BARE_MEMORY -> BareHiveMq.start(BARE_MEMORY, BareHiveMq.Persistence.IN_MEMORY, heap);
            case BARE_FILE -> BareHiveMq.start(BARE_FILE, BareHiveMq.Persistence.FILE, heap);
            case MOSQUITTO ->
                Mosquitto.start(
                        MOSQUITTO,
                        Mosquitto.program()
                                .orElseThrow(() -> new ScenarioException("mosquitto is not installed here")));
            default -> remote(nameOrAddress);
        };
    }

    private Target remote(String address) {
        URI uri = uri(address);
        return switch (String.valueOf(uri.getScheme())) {
            case "mqtt", "tcp" -> RemoteTarget.plain(uri);
            case REMOTE_WAGGLE ->
                RemoteTarget.waggle(
                        uri,
                        keyDirectory.orElseThrow(() -> new ScenarioException(
                                address + ": name the directory of its signing keys with --keys DIR")));
            default -> throw none(address);
        };
    }

    private static URI uri(String address) {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw none(address);
        }
        throw none(address);
    }

    private static ScenarioException none(String address) {
        return new ScenarioException("no broker " + address + ": name one of " + String.join(", ", NAMES)
                + ", mqtt://HOST:PORT for any MQTT 5 broker, or waggle://HOST:PORT with --keys for a Waggle");
    }
}
