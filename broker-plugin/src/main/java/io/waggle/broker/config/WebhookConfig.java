package io.waggle.broker.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The SMS gateway, or what stands before it, that codes for phone numbers are handed to.
 *
 * @param url {@code https}; on this machine {@code http} will do
 * @param secretFile absolute; what requests are signed with, made at the first start
 * @param timeout from the request to the end of the answer
 */
public record WebhookConfig(Optional<URI> url, Path secretFile, Duration timeout) {

    private static final Setting<Optional<URI>> URL = Setting.optionalWebAddress("verification.webhook.url");
    private static final Setting<Path> SECRET_FILE =
            Setting.path("verification.webhook.secret-file", "keys/webhook.key");
    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "verification.webhook.timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(2));

    static final List<Setting<?>> SETTINGS = List.of(URL, SECRET_FILE, TIMEOUT);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public WebhookConfig {
        URL.require(url);
        TIMEOUT.require(timeout);
        if (url.isPresent() && !Loopback.isEncryptedOrHere(url.get())) {
            throw URL.contradiction(url, "https:// where the URL is another machine's");
        }
    }

    /** Refuses to do without what a request cannot do without. */
    void requireComplete(String because) {
        if (url.isEmpty()) {
            throw URL.contradiction(url, "the gateway's URL where " + because);
        }
    }

    static WebhookConfig from(Values values, Path dataDirectory) {
        return new WebhookConfig(
                values.get(URL), dataDirectory.resolve(values.get(SECRET_FILE)).normalize(), values.get(TIMEOUT));
    }
}
