package io.waggle.client.transport.paho;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.jspecify.annotations.Nullable;

/**
 * The socket beneath Paho, in place of Paho's own (the package says why). {@link #start} runs on the thread that connects;
 * {@link #stop} and {@link #close} may come from any other at any time, also in the middle of it.
 */
final class SocketModule implements NetworkModule, Closeable {

    private static final Set<String> SECURE = Set.of("ssl", "mqtts", "wss");
    private static final int SECURE_MQTT_PORT = 8883;
    private static final int MQTT_PORT = 1883;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final URI server;
    private final PahoOptions options;
    private volatile boolean closed;
    private volatile @Nullable Socket socket;
    private @Nullable InputStream input;
    private @Nullable OutputStream output;

    SocketModule(URI server, PahoOptions options) {
        this.server = server;
        this.options = options;
    }

    @Override
    public void start() throws IOException {
        int timeout = (int) Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis());
        Socket opened = open(options.sockets().createSocket());
        opened.setTcpNoDelay(true);
        opened.connect(new InetSocketAddress(server.getHost(), port()), timeout);
        opened.setSoTimeout(timeout);
        if (isSecure()) {
            opened = open(secure(opened));
        }
        InputStream in = opened.getInputStream();
        OutputStream out = opened.getOutputStream();
        if (isWebSocket()) {
            WebSocket webSocket = WebSocket.connect(server, in, out);
            in = webSocket.input();
            out = webSocket.output();
        }
        opened.setSoTimeout(0);
        OpeningGate gate = new OpeningGate(in, out, options.connectTimeout(), () -> closed);
        input = gate.input();
        output = gate.output();
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return started(input);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return started(output);
    }

    @Override
    public void stop() throws IOException {
        close();
    }

    /** Closes the socket: whoever reads from it or writes to it fails at once. */
    @Override
    public void close() throws IOException {
        closed = true;
        Socket present = socket;
        if (present != null) {
            present.close();
        }
    }

    @Override
    public String getServerURI() {
        return server.toString();
    }

    /** Makes the socket known, so that it can be closed from now on. */
    private Socket open(Socket opened) throws IOException {
        socket = opened;
        if (closed) {
            opened.close();
        }
        return opened;
    }

    private Socket secure(Socket plain) throws IOException {
        SSLSocketFactory factory = options.tls().orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
        SSLSocket secure = (SSLSocket) factory.createSocket(plain, server.getHost(), port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the certificate must be the host's
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private boolean isSecure() {
        return SECURE.contains(server.getScheme());
    }

    private boolean isWebSocket() {
        return server.getScheme().startsWith("ws");
    }

    private int port() {
        if (server.getPort() > 0) {
            return server.getPort();
        }
        if (isWebSocket()) {
            return isSecure() ? HTTPS_PORT : HTTP_PORT;
        }
        return isSecure() ? SECURE_MQTT_PORT : MQTT_PORT;
    }

    private static <T> T started(@Nullable T stream) throws IOException {
        if (stream == null) {
            throw new IOException("not connected");
        }
        return stream;
    }
}
