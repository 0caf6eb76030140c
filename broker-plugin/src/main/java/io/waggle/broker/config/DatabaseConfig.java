package io.waggle.broker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where accounts, devices and contacts are kept.
 *
 * @param url {@value #EMBEDDED}, or the JDBC URL of a PostgreSQL
 * @param directory absolute; where the embedded one is
 * @param poolSize connections
 * @param patience how long a request waits for a free connection
 */
public record DatabaseConfig(String url, Path directory, int poolSize, Duration patience) {

    private static final String EMBEDDED = "embedded";

    private static final Setting<String> URL = Setting.databaseUrl("database.url", EMBEDDED);
    private static final Setting<Path> DIRECTORY = Setting.path("database.directory", "accounts");
    private static final Setting<Integer> POOL_SIZE = Setting.count("database.pool-size", 8, 2, 256);
    private static final Setting<Duration> PATIENCE =
            Setting.duration("database.patience", Duration.ofSeconds(5), Duration.ofMillis(250), Duration.ofMinutes(1));

    static final List<Setting<?>> SETTINGS = List.of(URL, DIRECTORY, POOL_SIZE, PATIENCE);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public DatabaseConfig {
        URL.require(url);
        POOL_SIZE.require(poolSize);
        PATIENCE.require(patience);
    }

    /** Whether it is the one in a file of ours. */
    public boolean embedded() {
        return url.equals(EMBEDDED);
    }

    static DatabaseConfig from(Values values, Path dataDirectory) {
        return new DatabaseConfig(
                values.get(URL),
                dataDirectory.resolve(values.get(DIRECTORY)).normalize(),
                values.get(POOL_SIZE),
                values.get(PATIENCE));
    }
}
