package io.waggle.broker.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What seals the rows on disk.
 *
 * @param keyset absolute; the keyset file, made at the first start, readable by its owner only
 */
public record SealConfig(Path keyset) {

    private static final Setting<Path> KEYSET = Setting.path("seal.keyset", "keys/inbox-keyset.json");

    static final List<Setting<?>> SETTINGS = List.of(KEYSET);

    static SealConfig from(Values values, Path dataDirectory) {
        return new SealConfig(dataDirectory.resolve(values.get(KEYSET)).normalize());
    }
}
