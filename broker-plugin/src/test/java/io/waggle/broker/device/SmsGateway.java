package io.waggle.broker.device;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waggle.testkit.TestLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway that keeps the text messages it is given, in a process of the test. */
public final class SmsGateway implements AutoCloseable {

    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, String> codes = new ConcurrentHashMap<>();
    private final HttpServer server;

    public SmsGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/sms", this::take);
        server.start();
    }

    /** Where codes are posted to. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/sms";
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode message = json.readTree(exchange.getRequestBody().readAllBytes());
            codes.put(message.get("to").asString(), message.get("code").asString());
            TestLogs.mustNotBeLogged(message.get("code").asString());
            TestLogs.mustNotBeLogged(message.get("to").asString().substring(1));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /** The code that went to the number; waits for it, and takes it away. */
    public String codeFor(String number) {
        await().atMost(TestDevice.PATIENCE).until(() -> codes.containsKey(number));
        return Objects.requireNonNull(codes.remove(number));
    }

    /** Whether a code went to the number that nobody has taken. */
    boolean has(String number) {
        return codes.containsKey(number);
    }

    /** Takes away what went to the number. */
    void forget(String number) {
        codes.remove(number);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
