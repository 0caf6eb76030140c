package io.waggle.broker.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes what is posted, byte by byte, keeps it, and answers as it is told, in turn; 200 when it was told nothing. */
public final class ScriptedReceiver implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Behaviour> script = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private int underWay;
    private int mostUnderWay;

    /** What it does with a request that has come. The connection is closed afterwards. */
    @FunctionalInterface
    public interface Behaviour {

        void answer(OutputStream out) throws IOException, InterruptedException;
    }

    /** What was posted. */
    public record Request(String line, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        public String id() {
            return header("webhook-id");
        }

        public JsonNode json() {
            return JSON.readTree(body);
        }

        /** The contents of the messages in it, as text. */
        public List<String> texts() {
            List<String> texts = new ArrayList<>();
            json().get("items").forEach(item -> {
                if (item.get("type").asString().equals("message")) {
                    texts.add(new String(
                            Base64.getDecoder().decode(item.get("content").asString()), StandardCharsets.UTF_8));
                }
            });
            return texts;
        }

        /** Whether one of its signatures is one with the secret, as the specification of Standard Webhooks says. */
        public boolean isSignedWith(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
                String signed = id() + "." + header("webhook-timestamp") + "." + body;
                String wanted = "v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
                return List.of(header("webhook-signature").split(" ")).contains(wanted);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public ScriptedReceiver() {
        this(plain());
    }

    /** With another socket, one that encrypts for instance, bound to loopback. */
    ScriptedReceiver(ServerSocket server) {
        this.server = server;
        threads.execute(this::accept);
    }

    private static ServerSocket plain() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/in?key=1";
    }

    int port() {
        return server.getLocalPort();
    }

    /** What it does with the next request that it was not told about. */
    public synchronized ScriptedReceiver then(Behaviour behaviour) {
        script.add(behaviour);
        return this;
    }

    public ScriptedReceiver thenStatus(int status, String... headers) {
        return then(status(status, headers));
    }

    /** Answers with nothing but a head. */
    public static Behaviour status(int status, String... headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " \r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        head.append("Content-Length: 0\r\n\r\n");
        return out -> out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Everything that was posted, in order. */
    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** How many were under way at a time, at most. */
    synchronized int mostUnderWay() {
        return mostUnderWay;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> take(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void take(Socket socket) {
        try (socket) {
            Behaviour behaviour = keep(read(socket.getInputStream()));
            try {
                behaviour.answer(socket.getOutputStream());
                socket.getOutputStream().flush();
            } finally {
                done();
            }
        } catch (IOException e) {
            // it broke: that is what some tests are about
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private synchronized Behaviour keep(Request request) {
        requests.add(request);
        mostUnderWay = Math.max(mostUnderWay, ++underWay);
        Behaviour next = script.poll();
        return next == null ? status(200) : next;
    }

    private synchronized void done() {
        underWay--;
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            String[] parts = field.split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Request(line, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("ended");
            }
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    /** A behaviour that waits for what a test says, or does not. */
    static Behaviour never() {
        return out -> Thread.sleep(Long.MAX_VALUE); // until it is closed
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
        open.forEach(ScriptedReceiver::closeQuietly);
    }

    private static void closeQuietly(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // gone either way
        }
    }
}
