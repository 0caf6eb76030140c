package io.waggle.broker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is encrypted in transit, and with which certificate.
 *
 * @param certificate absolute; PEM file of the server's certificate and those that lead to its authority
 * @param privateKey absolute; PEM file of its private key; there if and only if there is a certificate
 * @param clientCa absolute; PEM file of the authorities whose client certificates are accepted; there if and only if clients
 *     are asked for one
 * @param clientAuthentication whether they are
 * @param reloadInterval how often the files are looked at
 * @param allowPlain whether addresses that other machines reach may be served without TLS
 */
public record TlsConfig(
        Optional<Path> certificate,
        Optional<Path> privateKey,
        Optional<Path> clientCa,
        ClientAuthentication clientAuthentication,
        Duration reloadInterval,
        boolean allowPlain) {

    /** Whether a client shows a certificate (RFC 8446, section 4.3.2). It is one more gate and names nobody. */
    public enum ClientAuthentication {
        /** It is not asked. */
        NONE,
        /** It may; one that it shows must be right. */
        OPTIONAL,
        /** It must. */
        REQUIRED
    }

    /** The key of the certificate's file, for messages about what is in it. */
    public static final String CERTIFICATE_KEY = "tls.certificate";

    /** The key of the private key's file. */
    public static final String PRIVATE_KEY_KEY = "tls.private-key";

    /** The key of the client authorities' file. */
    public static final String CLIENT_CA_KEY = "tls.client-ca";

    private static final Setting<Optional<Path>> CERTIFICATE = Setting.optionalPath(CERTIFICATE_KEY);
    private static final Setting<Optional<Path>> PRIVATE_KEY = Setting.optionalPath(PRIVATE_KEY_KEY);
    private static final Setting<Optional<Path>> CLIENT_CA = Setting.optionalPath(CLIENT_CA_KEY);
    private static final Setting<ClientAuthentication> CLIENT_AUTHENTICATION =
            Setting.choice("tls.client-authentication", ClientAuthentication.NONE);
    private static final Setting<Duration> RELOAD_INTERVAL =
            Setting.duration("tls.reload-interval", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofDays(1));
    private static final Setting<Boolean> ALLOW_PLAIN = Setting.flag("tls.allow-plain", false);

    static final List<Setting<?>> SETTINGS =
            List.of(CERTIFICATE, PRIVATE_KEY, CLIENT_CA, CLIENT_AUTHENTICATION, RELOAD_INTERVAL, ALLOW_PLAIN);

    /** Takes values within their bounds that do not contradict each other. @throws ConfigException otherwise */
    public TlsConfig {
        RELOAD_INTERVAL.require(reloadInterval);
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw certificate.isPresent()
                    ? PRIVATE_KEY.contradiction(privateKey, "the file with the key of " + CERTIFICATE_KEY)
                    : CERTIFICATE.contradiction(certificate, "the file with the certificate of " + PRIVATE_KEY_KEY);
        }
        if (clientAuthentication != ClientAuthentication.NONE && clientCa.isEmpty()) {
            throw CLIENT_CA.contradiction(
                    clientCa, "a file with the authorities for " + CLIENT_AUTHENTICATION.key() + " to accept");
        }
        if (clientAuthentication == ClientAuthentication.NONE && clientCa.isPresent()) {
            throw CLIENT_AUTHENTICATION.contradiction(
                    clientAuthentication, "optional or required where " + CLIENT_CA_KEY + " is set");
        }
        if (clientCa.isPresent() && certificate.isEmpty()) {
            throw CERTIFICATE.contradiction(certificate, "a certificate where " + CLIENT_CA_KEY + " is set");
        }
    }

    /** Whether there is a certificate to serve with. */
    public boolean isEnabled() {
        return certificate.isPresent();
    }

    static TlsConfig from(Values values, Path dataDirectory) {
        return new TlsConfig(
                values.get(CERTIFICATE).map(path -> resolve(dataDirectory, path)),
                values.get(PRIVATE_KEY).map(path -> resolve(dataDirectory, path)),
                values.get(CLIENT_CA).map(path -> resolve(dataDirectory, path)),
                values.get(CLIENT_AUTHENTICATION),
                values.get(RELOAD_INTERVAL),
                values.get(ALLOW_PLAIN));
    }

    private static Path resolve(Path directory, Path path) {
        return directory.resolve(path).normalize();
    }
}
