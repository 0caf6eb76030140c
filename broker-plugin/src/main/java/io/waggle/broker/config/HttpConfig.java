package io.waggle.broker.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the HTTP API is served.
 *
 * @param port 0: any free one
 * @param publicUrl how clients reach it; empty: as it is bound
 * @param trustedProxies whose word is taken for the address of a client
 * @param requestTimeout the longest that a connection is open without a whole request
 */
public record HttpConfig(
        InetAddress address, int port, Optional<URI> publicUrl, List<IpBlock> trustedProxies, Duration requestTimeout) {

    private static final Setting<InetAddress> ADDRESS = Setting.ipAddress("http.address", "127.0.0.1");
    private static final Setting<Integer> PORT = Setting.count("http.port", 8080, 0, 65_535);

    private static final Setting<Optional<URI>> PUBLIC_URL = Setting.baseUrl("http.public-url");

    private static final Setting<List<IpBlock>> TRUSTED_PROXIES = Setting.ipBlocks("http.trusted-proxies");

    private static final Setting<Duration> REQUEST_TIMEOUT = Setting.duration(
            "http.request-timeout", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMinutes(10));

    static final List<Setting<?>> SETTINGS = List.of(ADDRESS, PORT, PUBLIC_URL, TRUSTED_PROXIES, REQUEST_TIMEOUT);

    /** Takes values within their bounds. @throws ConfigException if one is not */
    public HttpConfig {
        PORT.require(port);
        PUBLIC_URL.require(publicUrl);
        REQUEST_TIMEOUT.require(requestTimeout);
        trustedProxies = List.copyOf(trustedProxies);
        if (publicUrl.isEmpty() && address.isAnyLocalAddress()) {
            throw new ConfigException("http.public-url = 'auto': allowed where http.address is one address; "
                    + address.getHostAddress() + " is all of them");
        }
    }

    /** What to bind to. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    /**
     * How clients reach it.
     *
     * @param scheme of a server that is reached as it is bound
     */
    URI baseUrl(String scheme) {
        String host = address.getHostAddress();
        return publicUrl.orElseGet(() ->
                URI.create(scheme + "://" + (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port));
    }

    /** Whether only this machine is served, as far as the configuration says: a proxy in front has a public URL. */
    public boolean isLoopbackOnly() {
        return address.isLoopbackAddress()
                && publicUrl.map(URI::getHost).map(Loopback::isName).orElse(publicUrl.isEmpty());
    }

    static HttpConfig from(Values values) {
        return new HttpConfig(
                values.get(ADDRESS),
                values.get(PORT),
                values.get(PUBLIC_URL),
                values.get(TRUSTED_PROXIES),
                values.get(REQUEST_TIMEOUT));
    }
}
