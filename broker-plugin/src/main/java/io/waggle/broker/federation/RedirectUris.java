package io.waggle.broker.federation;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where apps may be called back. What an app sends is compared as text (RFC 9700, section 4.1.3): two that mean the same and are not
 * written alike are two. Only the port of a loopback address may be any where none is given (RFC 8252, section 7.3). Immutable.
 */
public final class RedirectUris {

    private static final List<String> LOOPBACK = List.of("http://127.0.0.1", "http://[::1]");
    private static final Pattern PORT = Pattern.compile(":[1-9][0-9]{0,4}");
    private static final int MAX_PORT = 65_535;

    private final List<String> allowed;

    /** @param allowed as the configuration has them */
    public RedirectUris(List<String> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Whether an app may be called back there. */
    public boolean allows(String uri) {
        return allowed.contains(uri) || LOOPBACK.stream().anyMatch(host -> isLoopback(host, uri));
    }

    private boolean isLoopback(String host, String uri) {
        if (!uri.startsWith(host + ":")) {
            return false;
        }
        int slash = uri.indexOf('/', host.length());
        String port = uri.substring(host.length(), slash < 0 ? uri.length() : slash);
        String path = slash < 0 ? "" : uri.substring(slash);
        return isPort(port) && allowed.contains(host + path);
    }

    private static boolean isPort(String text) {
        return Optional.of(text)
                .filter(it -> PORT.matcher(it).matches())
                .map(it -> Integer.parseInt(it.substring(1)) <= MAX_PORT)
                .orElse(false);
    }
}
