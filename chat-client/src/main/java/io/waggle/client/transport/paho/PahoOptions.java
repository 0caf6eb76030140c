package io.waggle.client.transport.paho;

import java.time.Duration;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * How the transport connects.
 *
 * @param keepAlive whole seconds, 1 s to 18 h; a connection that answers no ping is lost after at most twice this
 * @param connectTimeout until CONNACK, from the start of the attempt; at least 1 ms
 * @param receiveMaximum frames that the server may send before the first is stored, 1 to 65,535
 * @param sockets makes the sockets; TLS is laid over them where the URI asks for it
 * @param tls what trusts the server's certificate; by default the platform does
 */
public record PahoOptions(
        Duration keepAlive,
        Duration connectTimeout,
        int receiveMaximum,
        SocketFactory sockets,
        Optional<SSLSocketFactory> tls) {

    /** Keep alive 60 s, 10 s to connect, 4 frames, the platform's sockets and certificates. */
    public static final PahoOptions DEFAULT = new PahoOptions(
            Duration.ofSeconds(60), Duration.ofSeconds(10), 4, SocketFactory.getDefault(), Optional.empty());

    /** Takes options within the bounds. @throws IllegalArgumentException if one is not */
    public PahoOptions {
        if (keepAlive.compareTo(Duration.ofSeconds(1)) < 0 || keepAlive.compareTo(Duration.ofSeconds(65_535)) > 0) {
            throw new IllegalArgumentException("a keep alive of " + keepAlive + ", allowed are 1 s to 65,535 s");
        }
        if (connectTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("a connect timeout of " + connectTimeout + ", at least 1 ms");
        }
        if (receiveMaximum < 1 || receiveMaximum > 65_535) {
            throw new IllegalArgumentException("a receive maximum of " + receiveMaximum + ", allowed are 1 to 65,535");
        }
    }

    /** With another keep alive. */
    public PahoOptions withKeepAlive(Duration newKeepAlive) {
        return new PahoOptions(newKeepAlive, connectTimeout, receiveMaximum, sockets, tls);
    }

    /** With another time to connect. */
    public PahoOptions withConnectTimeout(Duration newConnectTimeout) {
        return new PahoOptions(keepAlive, newConnectTimeout, receiveMaximum, sockets, tls);
    }

    /** With something else that trusts certificates. */
    public PahoOptions withTls(SSLSocketFactory newTls) {
        return new PahoOptions(keepAlive, connectTimeout, receiveMaximum, sockets, Optional.of(newTls));
    }
}
