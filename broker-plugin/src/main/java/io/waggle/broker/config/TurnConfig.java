package io.waggle.broker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The servers by which calls find a way through firewalls.
 *
 * @param uris of STUN and TURN servers; empty: calls go the direct way or none
 * @param secretFile absolute; what is shared with the TURN servers, present where there are any
 * @param lifetime of the credentials that a device gets for them
 */
public record TurnConfig(List<String> uris, Optional<Path> secretFile, Duration lifetime) {

    /** The key of the secret's file, for messages about it. */
    public static final String SECRET_FILE_KEY = "turn.secret-file";

    private static final Setting<List<String>> URIS = Setting.relayUris("turn.uris");
    private static final Setting<Optional<Path>> SECRET_FILE = Setting.optionalPath(SECRET_FILE_KEY);
    private static final Setting<Duration> LIFETIME =
            Setting.duration("turn.lifetime", Duration.ofHours(12), Duration.ofMinutes(1), Duration.ofDays(7));

    static final List<Setting<?>> SETTINGS = List.of(URIS, SECRET_FILE, LIFETIME);

    /** Takes values within their bounds that do not contradict each other. @throws ConfigException otherwise */
    public TurnConfig {
        uris = List.copyOf(uris);
        URIS.require(uris);
        LIFETIME.require(lifetime);
        if (secretFile.isEmpty() && hasTurn(uris)) {
            throw SECRET_FILE.contradiction(
                    secretFile,
                    "the path of a file with the secret of the TURN servers where " + URIS.key() + " has any");
        }
    }

    /** Whether there are TURN servers, which want credentials. */
    public boolean hasTurn() {
        return hasTurn(uris);
    }

    private static boolean hasTurn(List<String> uris) {
        return uris.stream().anyMatch(uri -> uri.startsWith("turn"));
    }

    static TurnConfig from(Values values, Path dataDirectory) {
        return new TurnConfig(
                values.get(URIS),
                values.get(SECRET_FILE).map(path -> dataDirectory.resolve(path).normalize()),
                values.get(LIFETIME));
    }
}
