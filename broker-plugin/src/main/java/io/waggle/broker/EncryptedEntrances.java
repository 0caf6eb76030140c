package io.waggle.broker;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.TlsConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.tls.Entrance;
import io.waggle.broker.tls.PlainTraffic;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether everything that lets clients in is encrypted as the configuration says, before anything is opened: the host's listeners
 * are configured elsewhere, and must not say something else.
 */
final class EncryptedEntrances {

    private static final String HINT =
            " Take over the <listeners> of the config.xml that ships with Waggle, and write each tls."
                    + " key of waggle.properties on a line of its own, KEY = VALUE";

    private EncryptedEntrances() {}

    /**
     * Looks at the host's listeners and at our own.
     *
     * @throws ConfigException if one would be reached by others in plain text, or the host has not heard of what is configured
     */
    static void require(WaggleConfig config, Waggle.Host host) {
        boolean tls = config.tls().isEnabled();
        if (host.standalone() && tls) {
            requireHeard(config.tls(), host);
        }
        List<Entrance> entrances = new ArrayList<>(host.listeners());
        entrances.add(entrance("the HTTP API (http.address)", config.http().address(), tls));
        entrances.add(
                entrance("monitoring (monitoring.address)", config.monitoring().address(), tls));
        PlainTraffic.requireAllowed(entrances, config.tls());
    }

    /** The launcher reads two keys for HiveMQ, and not with all that the syntax of properties allows. */
    private static void requireHeard(TlsConfig config, Waggle.Host host) {
        String wanted = config.clientAuthentication().name();
        if (host.listeners().stream().noneMatch(Entrance::encrypted)) {
            throw new ConfigException(
                    List.of("tls.certificate is set, but HiveMQ's config.xml has no TLS listener in use." + HINT));
        }
        if (!host.clientAuthentication().filter(wanted::equals).isPresent()) {
            throw new ConfigException(List.of("tls.client-authentication is set, but HiveMQ was not told so." + HINT));
        }
    }

    private static Entrance entrance(String name, InetAddress address, boolean encrypted) {
        return new Entrance(name, address.getHostAddress(), encrypted);
    }
}
