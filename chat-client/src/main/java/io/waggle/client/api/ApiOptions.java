package io.waggle.client.api;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How the API is called.
 *
 * @param timeout the longest that one call takes, its repetition included; at least 1 ms
 * @param trust what trusts the server's certificate; by default the platform does
 */
public record ApiOptions(Duration timeout, Optional<Trust> trust) {

    /** 30 s, and whom the platform trusts. */
    public static final ApiOptions DEFAULT = new ApiOptions(Duration.ofSeconds(30), Optional.empty());

    /** Takes options within the bounds. @throws IllegalArgumentException if one is not */
    public ApiOptions {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("a timeout of " + timeout + ", at least 1 ms");
        }
    }

    /**
     * Whose certificates are trusted.
     *
     * @param sockets of a context that has the trust manager
     */
    public record Trust(SSLSocketFactory sockets, X509TrustManager manager) {}

    /** With another time for a call. */
    public ApiOptions withTimeout(Duration newTimeout) {
        return new ApiOptions(newTimeout, trust);
    }

    /** With something else that trusts certificates. */
    public ApiOptions withTrust(SSLSocketFactory sockets, X509TrustManager manager) {
        return new ApiOptions(timeout, Optional.of(new Trust(sockets, manager)));
    }
}
