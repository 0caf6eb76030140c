package io.waggle.broker.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waggle.broker.config.MonitoringConfig;
import io.waggle.broker.monitoring.HealthCheck.Health;
import io.waggle.broker.monitoring.HealthCheck.Health.Down;
import io.waggle.broker.monitoring.HealthCheck.Health.Up;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets: what a scraper, a load balancer and a stranger see. */
final class MonitoringServerTest {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicReference<Health> store = new AtomicReference<>(new Up());
    private final MonitoringServer server = MonitoringServer.start(
            anyFreePort(),
            registry,
            List.of(new HealthCheck("store", store::get), new HealthCheck("listener", Up::new)));
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void metricsArePrometheusText() throws Exception {
        registry.counter("chat.test.event").increment();

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(contentType(response)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body()).contains("# TYPE chat_test_event_total counter", "chat_test_event_total 1.0");
    }

    @Test
    void healthIsUpWhileEveryCheckIs() throws Exception {
        HttpResponse<String> response = get("/health");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(contentType(response)).isEqualTo("application/json");
        assertThat(json(response))
                .isEqualTo(Map.of(
                        "status",
                        "UP",
                        "checks",
                        Map.of("store", Map.of("status", "UP"), "listener", Map.of("status", "UP"))));
    }

    @Test
    void healthIsDownWithTheReasonAsSoonAsOneCheckIsAndUpAgainAfterwards() throws Exception {
        store.set(new Down("disk \"full\"\n\\ caf\u00e9 \ud83d\udc1d"));

        HttpResponse<String> down = get("/health");

        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(contentType(down)).isEqualTo("application/json");
        assertThat(json(down))
                .isEqualTo(Map.of(
                        "status",
                        "DOWN",
                        "checks",
                        Map.of(
                                "store",
                                Map.of("status", "DOWN", "reason", "disk \"full\"\n\\ caf\u00e9 \ud83d\udc1d"),
                                "listener",
                                Map.of("status", "UP"))));

        store.set(new Up());
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void aCheckThatThrowsIsDownAndTellsAStrangerNothing() throws Exception {
        HealthCheck broken = new HealthCheck("broken", () -> {
            throw new IllegalStateException("internal detail");
        });
        try (MonitoringServer other = MonitoringServer.start(anyFreePort(), registry, List.of(broken))) {
            HttpResponse<String> response = send("GET", uri(other, "/health"));

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body())
                    .contains("\"broken\":{\"status\":\"DOWN\"")
                    .doesNotContain("internal detail");
        }
    }

    @Test
    void aMetricThatCannotBeReadDoesNotTakeThePageDown() throws Exception {
        Gauge.builder("chat.test.gauge", () -> {
                    throw new IllegalStateException("internal detail");
                })
                .register(registry);

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("chat_test_gauge NaN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/health"})
    void headHasTheHeadersOfGetAndNoBody(String path) throws Exception {
        HttpResponse<String> get = get(path);
        HttpResponse<String> head = send("HEAD", uri(server, path));

        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        assertThat(contentType(head)).isEqualTo(contentType(get));
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .isEqualTo(get.headers().firstValueAsLong("Content-Length"));
        assertThat(head.body()).isEmpty();
        assertThat(get.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"})
    void otherMethodsAreNotAllowed(String method) throws Exception {
        HttpResponse<String> response = send(method, uri(server, "/health"));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(contentType(response)).isEqualTo("application/problem+json");
        assertThat(json(response))
                .isEqualTo(Map.of("type", "about:blank", "title", "Method Not Allowed", "status", 405L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthy", "/health/", "/metrics/x", "/%2e%2e/health", "/a?b=/health"})
    void otherPathsAreNotFound(String path) throws Exception {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(contentType(response)).isEqualTo("application/problem+json");
        assertThat(json(response)).isEqualTo(Map.of("type", "about:blank", "title", "Not Found", "status", 404L));
    }

    @Test
    void aTargetThatIsNoPathOfOursIsNotFoundEither() throws Exception {
        assertThat(get("//health").statusCode()).isEqualTo(404);
    }

    @Test
    void aQueryIsIgnored() throws Exception {
        assertThat(get("/health?verbose=1").statusCode()).isEqualTo(200);
    }

    @Test
    void listensOnTheConfiguredAddressOnly() {
        assertThat(server.address().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
        assertThat(server.address().getPort()).isPositive();
    }

    @Test
    void aTakenPortIsNamedAtTheStart() {
        MonitoringConfig taken = new MonitoringConfig(
                server.address().getAddress(), server.address().getPort());

        assertThatThrownBy(() -> MonitoringServer.start(taken, registry, List.of()))
                .isInstanceOf(MonitoringException.class)
                .hasMessageContaining(Integer.toString(taken.port()))
                .hasMessageContaining("monitoring.port");
    }

    @Test
    void closingFreesThePortAndTwiceIsOnce() throws Exception {
        MonitoringConfig same = new MonitoringConfig(
                server.address().getAddress(), server.address().getPort());
        server.close();
        server.close();

        assertThatThrownBy(() -> get("/health")).isInstanceOf(IOException.class);
        try (MonitoringServer next = MonitoringServer.start(same, registry, List.of())) {
            assertThat(send("GET", uri(next, "/health")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void closingLetsARequestInProgressEnd() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        HealthCheck slow = new HealthCheck("slow", () -> {
            asked.countDown();
            return awaitQuietly(go) ? new Up() : new Down("nobody let it go");
        });
        MonitoringServer other = MonitoringServer.start(anyFreePort(), registry, List.of(slow));
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(HttpRequest.newBuilder(uri(other, "/health")).build(), BodyHandlers.ofString());
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(other::close);
        go.countDown();

        assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(closed).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void strangersWhoSendHalfARequestOrNothingAreCutOffAndDoNotKeepOthersOut() throws Exception {
        List<Socket> halfOpen = new ArrayList<>();
        try {
            for (int i = 0; i < MonitoringServer.MAX_CONNECTIONS / 2; i++) {
                halfOpen.add(sendRaw(i % 2 == 0 ? "GET /health HT" : ""));
            }

            Duration allowed = Duration.ofSeconds(4L * MonitoringServer.MAX_REQUEST_SECONDS);
            await().atMost(allowed).until(() -> halfOpen.stream().allMatch(MonitoringServerTest::isClosedByServer));
            assertThat(get("/health").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : halfOpen) {
                socket.close();
            }
        }
    }

    @Test
    void garbageIsAnsweredWith400AndTheNextRequestIsServed() throws Exception {
        try (Socket socket = sendRaw("\u0001\u0002 nonsense\r\n\r\n")) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }

        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void anEndlessHeaderIsRefused() throws Exception {
        try (Socket socket = sendRaw("GET /health HTTP/1.1\r\nHost: x\r\n")) {
            byte[] chunk = ("A: " + "a".repeat(8_000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> writeUpTo(64L << 20, chunk, socket)).isInstanceOf(IOException.class);
        }

        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Store", "a b", "-a", "a\"b"})
    void aCheckNeedsAPlainName(String name) {
        assertThatThrownBy(() -> new HealthCheck(name, Up::new)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void writeUpTo(long bytes, byte[] chunk, Socket socket) throws IOException {
        for (long sent = 0; sent < bytes; sent += chunk.length) {
            socket.getOutputStream().write(chunk);
        }
    }

    private static MonitoringConfig anyFreePort() {
        return new MonitoringConfig(InetAddress.getLoopbackAddress(), 0);
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Socket sendRaw(String text) throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static boolean isClosedByServer(Socket socket) {
        try {
            socket.setSoTimeout(1);
            InputStream in = socket.getInputStream();
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", uri(server, path));
    }

    private HttpResponse<String> send(String method, URI uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static URI uri(MonitoringServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private static String contentType(HttpResponse<?> response) {
        return Stream.of("Content-Type")
                .flatMap(name -> response.headers().allValues(name).stream())
                .reduce("", String::concat);
    }

    private static Map<String, Object> json(HttpResponse<String> response) throws ParseException {
        return JSONObjectUtils.parse(response.body());
    }
}
