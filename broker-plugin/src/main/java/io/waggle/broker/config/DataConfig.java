package io.waggle.broker.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Where everything that must survive is kept.
 *
 * @param directory absolute; made at the first start
 */
public record DataConfig(Path directory) {

    private static final Setting<Path> DIRECTORY = Setting.path("data.directory", "waggle");

    static final List<Setting<?>> SETTINGS = List.of(DIRECTORY);

    static DataConfig from(Values values, Path base) {
        return new DataConfig(
                base.resolve(values.get(DIRECTORY)).toAbsolutePath().normalize());
    }
}
