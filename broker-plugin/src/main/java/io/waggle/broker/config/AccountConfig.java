package io.waggle.broker.config;

import java.nio.file.Path;
import java.util.List;

/**
 * How accounts are kept.
 *
 * @param secret absolute; what phone numbers, e-mail addresses and codes are hashed with, made at the first start
 */
public record AccountConfig(Path secret) {

    private static final Setting<Path> SECRET = Setting.path("account.secret", "keys/accounts.key");

    static final List<Setting<?>> SETTINGS = List.of(SECRET);

    static AccountConfig from(Values values, Path dataDirectory) {
        return new AccountConfig(dataDirectory.resolve(values.get(SECRET)).normalize());
    }
}
