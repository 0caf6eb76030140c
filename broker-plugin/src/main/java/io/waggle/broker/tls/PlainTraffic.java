package io.waggle.broker.tls;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.TlsConfig;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is not encrypted on this machine. A token is a password: whoever reads it on the way is the device until it ends
 * (RFC 9325, section 3.2: no fallback to plain text). Who has a proxy in front that encrypts must say so.
 */
public final class PlainTraffic {

    private static final Logger LOG = LoggerFactory.getLogger(PlainTraffic.class);

    private PlainTraffic() {}

    /**
     * Looks at all entrances before any is opened.
     *
     * @throws ConfigException that names every entrance that other machines could reach without TLS, unless that is allowed
     */
    public static void requireAllowed(List<Entrance> entrances, TlsConfig config) {
        List<Entrance> open = entrances.stream()
                .filter(entrance -> !entrance.encrypted() && !entrance.isLoopback())
                .toList();
        if (!config.allowPlain() && !open.isEmpty()) {
            throw new ConfigException(
                    open.stream().map(entrance -> fault(entrance, config)).toList());
        }
        for (Entrance entrance : open) {
            LOG.warn("{} at {} is not encrypted, as tls.allow-plain says", entrance.name(), entrance.address());
        }
    }

    private static String fault(Entrance entrance, TlsConfig config) {
        String encrypt = config.isEnabled()
                ? "make it a TLS listener in HiveMQ's config.xml"
                : "set tls.certificate and tls.private-key";
        return entrance.name() + " would be reached at " + entrance.address()
                + " without TLS, and a token is a password: " + encrypt
                + ", or bind it to 127.0.0.1, or say tls.allow-plain = true where something in front of it encrypts";
    }
}
