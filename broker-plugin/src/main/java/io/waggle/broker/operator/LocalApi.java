package io.waggle.broker.operator;

import io.waggle.broker.config.ConfigException;
import io.waggle.broker.config.HttpConfig;
import io.waggle.broker.config.TlsConfig;
import io.waggle.broker.config.WaggleConfig;
import io.waggle.broker.tls.PinnedServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * The API of the broker on this machine, as its configuration says where it is. It is asked directly, past the proxies that its
 * users may come through; with TLS the certificate has to be the very one that the configuration names, whatever names are in it.
 */
final class LocalApi {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final URI base;
    private final Optional<Path> certificate;

    private LocalApi(URI base, Optional<Path> certificate) {
        this.base = base;
        this.certificate = certificate;
    }

    /** What came. */
    record Answer(int status, String body) {

        @Override
        public String toString() {
            return status + ": " + body;
        }
    }

    /** @throws ConfigException if the configuration does not say where it is, or asks for a client certificate */
    static LocalApi of(WaggleConfig config) {
        HttpConfig http = config.http();
        TlsConfig tls = config.tls();
        if (http.port() == 0) {
            throw fault(
                    "http.port = '0': it does not say where the API is; name the port that it got with --http-port");
        }
        if (tls.isEnabled() && tls.clientAuthentication() == TlsConfig.ClientAuthentication.REQUIRED) {
            throw fault("tls.client-authentication = 'required': call the API with a client certificate of yours, as in"
                    + " curl --cert, and with the token that 'account token' prints");
        }
        InetAddress address = http.address().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : http.address();
        String host = address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
        return new LocalApi(
                URI.create((tls.isEnabled() ? "https" : "http") + "://" + host + ":" + http.port()), tls.certificate());
    }

    private static ConfigException fault(String fault) {
        return new ConfigException(List.of(fault));
    }

    /** Calls it. @throws IOException if it does not answer, or is not who it should be */
    Answer call(String method, String path, String token) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) base.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection https) {
            PinnedServer server = PinnedServer.of(certificate.orElseThrow());
            https.setSSLSocketFactory(server.sockets());
            https.setHostnameVerifier((host, session) -> true); // it is one certificate that is trusted, not a name
        }
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Authorization", "Bearer " + token);
        try {
            int status = connection.getResponseCode();
            return new Answer(status, text(status < 400 ? connection.getInputStream() : connection.getErrorStream()));
        } finally {
            connection.disconnect();
        }
    }

    private static String text(@Nullable InputStream in) throws IOException {
        if (in == null) {
            return "";
        }
        try (in) {
            return new String(in.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
        }
    }
}
