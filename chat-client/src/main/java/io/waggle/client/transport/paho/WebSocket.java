package io.waggle.client.transport.paho;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/**
 * The client's side of a WebSocket (RFC 6455) that carries MQTT (MQTT 5.0, section 6): the handshake, and two streams over
 * binary frames. One thread reads, any thread writes; the answer to a ping goes out between two frames of theirs.
 *
 * <p>Refuses text frames, masked frames and control frames that break the rules, and ends the stream at a close frame.
 */
final class WebSocket {

    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int MAX_RESPONSE_BYTES = 8_192;
    private static final int KEY_BYTES = 16;

    private final WebSocketInput input;
    private final WebSocketOutput output;

    private WebSocket(InputStream in, OutputStream out, SecureRandom random) {
        this.output = new WebSocketOutput(out, random);
        this.input = new WebSocketInput(in, output::pong);
    }

    /** Shakes hands over a connected socket. @throws IOException if the server does not speak MQTT over WebSocket there */
    static WebSocket connect(URI server, InputStream in, OutputStream out) throws IOException {
        SecureRandom random = new SecureRandom();
        byte[] nonce = new byte[KEY_BYTES];
        random.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        out.write(request(server, key).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        check(readResponse(in), key);
        return new WebSocket(in, out, random);
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    private static String request(URI server, String key) {
        String path = server.getRawPath() == null || server.getRawPath().isEmpty() ? "/mqtt" : server.getRawPath();
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        String port = server.getPort() < 0 ? "" : ":" + server.getPort();
        return String.join(
                "\r\n",
                "GET " + path + query + " HTTP/1.1",
                "Host: " + server.getHost() + port,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: " + key,
                "Sec-WebSocket-Protocol: mqtt",
                "Sec-WebSocket-Version: 13",
                "",
                "");
    }

    /** Reads up to the empty line, byte by byte: what follows it belongs to the frames. */
    private static String[] readResponse(InputStream in) throws IOException {
        StringBuilder response = new StringBuilder();
        while (response.length() < 4
                || !response.substring(response.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed during the WebSocket handshake");
            }
            if (response.length() >= MAX_RESPONSE_BYTES) {
                throw new IOException("the answer to the WebSocket handshake is too long");
            }
            response.append((char) next);
        }
        return response.toString().split("\r\n");
    }

    private static void check(String[] response, String key) throws IOException {
        if (!response[0].startsWith("HTTP/1.1 101")) {
            throw new IOException("the server does not upgrade to WebSocket: " + response[0]);
        }
        if (!header(response, "upgrade").toLowerCase(Locale.ROOT).equals("websocket")) {
            throw new IOException("the server upgrades to something else than WebSocket");
        }
        if (!header(response, "sec-websocket-accept").equals(accept(key))) {
            throw new IOException("the server's answer does not belong to this WebSocket handshake");
        }
        if (!header(response, "sec-websocket-protocol").equals("mqtt")) {
            throw new IOException("the server does not speak MQTT over WebSocket");
        }
    }

    private static String header(String[] response, String name) {
        for (String line : response) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                return line.substring(colon + 1).trim();
            }
        }
        return "";
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
