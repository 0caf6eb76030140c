package io.waggle.broker.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a bot wants things posted to: an absolute {@code https} or {@code http} URL of at most {@value #MAX_LENGTH} characters, with
 * neither user name nor fragment. Where it leads is only known when it is asked: {@link PublicAddresses}.
 */
public record WebhookUrl(URI uri) {

    /** Characters of the longest. */
    public static final int MAX_LENGTH = 1_024;

    /** Not asked of {@link URI#toASCIIString()}: that fails at half a surrogate pair. */
    private static final int MAX_ASCII = 0x7f;

    private static final int MAX_PORT = 65_535;

    /** Takes a URL. @throws IllegalArgumentException if it is not one, without the text */
    public WebhookUrl {
        if (!isOne(uri)) {
            throw new IllegalArgumentException("not the URL of a webhook");
        }
    }

    /** The URL that the text is; nothing if it is none. */
    public static Optional<WebhookUrl> parse(String text) {
        try {
            return Optional.of(new URI(text)).filter(WebhookUrl::isOne).map(WebhookUrl::new);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isOne(URI uri) {
        return uri.toString().length() <= MAX_LENGTH
                && uri.toString().chars().allMatch(c -> c < MAX_ASCII)
                && ("https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()))
                && uri.getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.getPort() != 0
                && uri.getPort() <= MAX_PORT;
    }

    boolean isEncrypted() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** The host as a name service or an address has it, without the brackets of a URL. */
    String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return uri.getPort() >= 0 ? uri.getPort() : isEncrypted() ? 443 : 80;
    }

    /** What is asked for at the host (RFC 9112, section 3.2.1). */
    String target() {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** Without path and query: there may be a secret in them. */
    @Override
    public String toString() {
        return "WebhookUrl[" + uri.getScheme() + "://" + uri.getHost() + "]";
    }
}
