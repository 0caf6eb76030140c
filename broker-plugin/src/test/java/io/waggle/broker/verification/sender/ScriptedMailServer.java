package io.waggle.broker.verification.sender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that says what the test wants: for what GreenMail cannot do, STARTTLS, refusals, and falling silent. Takes a
 * mail as any server does, unless told otherwise.
 */
final class ScriptedMailServer implements AutoCloseable {

    /** As a reply: says nothing more, and leaves the connection open. */
    static final String SILENCE = "silence";

    /** As a reply: closes the connection. */
    static final String HANG_UP = "hang up";

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, String> replies = new HashMap<>(Map.of(
            "", "220 mail.example.org ESMTP",
            "EHLO", "250 mail.example.org",
            "MAIL", "250 fine",
            "RCPT", "250 fine",
            "DATA", "354 go on",
            ".", "250 taken",
            "RSET", "250 fine",
            "QUIT", "221 bye"));
    private final @Nullable SSLContext tls;

    /**
     * @param changed replies, by verb; of the greeting it is empty, of the end of the mail a dot
     * @param tls for STARTTLS, which is then offered
     */
    ScriptedMailServer(Map<String, String> changed, @Nullable SSLContext tls) throws IOException {
        this(changed, tls, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** One that speaks TLS from the first byte. */
    static ScriptedMailServer encrypted(SSLContext tls) throws IOException {
        return new ScriptedMailServer(
                Map.of(),
                null,
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    private ScriptedMailServer(Map<String, String> changed, @Nullable SSLContext tls, ServerSocket listener) {
        this.listener = listener;
        this.tls = tls;
        if (tls != null) {
            replies.put("EHLO", "250-mail.example.org\r\n250 STARTTLS");
            replies.put("STARTTLS", "220 go on");
        }
        replies.putAll(changed);
        new Thread(this::accept, "scripted-mail-server").start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The lines that it was sent; those that came encrypted begin with {@code TLS: }. */
    List<String> heard() {
        return heard;
    }

    /** How often somebody connected. */
    int connections() {
        return open.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                new Thread(() -> converse(socket), "scripted-mail-conversation").start();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void converse(Socket accepted) {
        try {
            Socket socket = accepted;
            BufferedReader in = reader(socket);
            boolean inMail = false;
            String verb = "";
            while (true) {
                String reply = inMail ? null : Objects.requireNonNullElse(replies.get(verb), "502 what?");
                if (reply != null) {
                    if (reply.equals(SILENCE)) {
                        return;
                    }
                    if (reply.equals(HANG_UP)) {
                        socket.close();
                        return;
                    }
                    socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
                    inMail = verb.equals("DATA") && reply.startsWith("3");
                    if (verb.equals("STARTTLS") && reply.startsWith("2")) {
                        socket = encrypted(socket);
                        in = reader(socket);
                    }
                }
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                heard.add((socket instanceof SSLSocket ? "TLS: " : "") + line);
                if (inMail && line.equals(".")) {
                    inMail = false;
                }
                verb = line.split(" ", 2)[0];
            }
        } catch (IOException | UncheckedIOException e) {
            // the other side, or the test, has ended it
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        SSLSocket socket =
                (SSLSocket) Objects.requireNonNull(tls).getSocketFactory().createSocket(plain, null, true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        replies.put("EHLO", Objects.requireNonNullElse(replies.get("TLS EHLO"), "250 mail.example.org"));
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
