package io.waggle.broker.verification.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waggle.broker.account.EmailAddress;
import io.waggle.broker.account.PhoneNumber;
import io.waggle.broker.config.MonitoringConfig;
import io.waggle.broker.config.WebhookConfig;
import io.waggle.broker.event.Event.CodeNotSent.NotSentReason;
import io.waggle.broker.monitoring.MonitoringServer;
import io.waggle.broker.secret.OwnerOnly;
import io.waggle.broker.secret.WebhookSecret;
import io.waggle.broker.verification.CodeNotSent;
import io.waggle.testkit.TestAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
final class WebhookSenderTest {

    private static final PhoneNumber ALICE = new PhoneNumber("+4915112345678");
    private static final String CODE = "246810";
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_788_264_000), ZoneOffset.UTC);

    /** That of the examples of Standard Webhooks. */
    private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch testEnds = new CountDownLatch(1);
    private HttpServer server;
    private WebhookSecret secret;

    private record Request(Map<String, List<String>> headers, String body) {

        String header(String name) {
            return String.join(" | ", headers.getOrDefault(name, List.of()));
        }
    }

    /** The JDK's server takes its bounds from whoever starts the first one in a process: another test is about ours. */
    @BeforeAll
    static void letTheMonitoringServerBeFirst() {
        MonitoringConfig anyPort = new MonitoringConfig(InetAddress.getLoopbackAddress(), 0);
        MonitoringServer.start(anyPort, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), List.of())
                .close();
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        Path file = folder.resolve("webhook.key");
        OwnerOnly.write(file, "whsec_" + SECRET + "\n");
        secret = WebhookSecret.open(file);
    }

    @AfterEach
    void stopServer() {
        testEnds.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aRequestSaysWhatTheDocumentSays() throws Exception {
        answer(200, "");

        sender().send(ALICE, CODE, Duration.ofMinutes(10));

        Request request = onlyRequest();
        JsonMapper json = JsonMapper.builder().build();
        assertThat(json.readTree(request.body())).isEqualTo(json.readTree("""
                {
                  "to": "+4915112345678",
                  "kind": "phone",
                  "code": "246810",
                  "text": "Your Waggle code is 246810. It can be used for 10 minutes. Do not give it to anybody.",
                  "valid_for_seconds": 600
                }"""));
        assertThat(request.header("Content-type")).isEqualTo("application/json");
        assertThat(request.header("User-agent")).isEqualTo("Waggle");
        assertThat(request.header("Idempotency-key")).matches("[0-9a-f-]{36}");
        assertThat(request.header("Webhook-id")).isEqualTo(request.header("Idempotency-key"));
        assertThat(request.header("Webhook-timestamp")).isEqualTo("1788264000");
    }

    @Test
    void theSignatureIsThatOfStandardWebhooks() throws Exception {
        answer(204, "");

        sender().send(ALICE, CODE, Duration.ofMinutes(10));

        Request request = onlyRequest();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
        mac.update((request.header("Webhook-id") + "." + request.header("Webhook-timestamp") + ".")
                .getBytes(StandardCharsets.US_ASCII));
        String expected = "v1,"
                + Base64.getEncoder().encodeToString(mac.doFinal(request.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(request.header("Webhook-signature")).isEqualTo(expected);
    }

    /** The example of the specification of Standard Webhooks and of its libraries' tests. */
    @Test
    void signsTheKnownExampleAsEverybodyDoes() {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(secret.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void everyCodeHasItsOwnKey() throws Exception {
        answer(200, "");
        WebhookSender sender = sender();

        sender.send(ALICE, CODE, Duration.ofMinutes(10));
        sender.send(ALICE, CODE, Duration.ofMinutes(10));

        assertThat(requests)
                .extracting(request -> request.header("Idempotency-key"))
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED",
        "401, LOGIN_REFUSED",
        "403, LOGIN_REFUSED",
        "404, REFUSED",
        "422, RECIPIENT_REFUSED",
        "429, REFUSED",
        "500, REFUSED",
        "503, REFUSED",
    })
    void whateverIsNot2xxIsARefusalAndFinal(int status, NotSentReason reason) {
        answer(status, "no text message to +4915112345678: 246810");

        CodeNotSent failure = failureOf(sender());

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure).hasMessageContaining(Integer.toString(status));
        assertThat(requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void aRedirectIsNotFollowed(int status) {
        server.createContext("/codes", exchange -> {
            record(exchange);
            exchange.getResponseHeaders().set("Location", url("http", server) + "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            record(exchange);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });

        assertThat(failureOf(sender()).reason()).isEqualTo(NotSentReason.REFUSED);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        server.createContext("/codes", exchange -> {
            record(exchange);
            waitForTheEnd();
        });

        long begun = System.nanoTime();

        assertThat(failureOf(sender(Duration.ofMillis(300))).reason()).isEqualTo(NotSentReason.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(requests).hasSize(1);
    }

    @Test
    void aServerThatNeverEndsItsAnswerIsGivenUp() {
        server.createContext("/codes", exchange -> {
            record(exchange);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            waitForTheEnd();
        });

        long begun = System.nanoTime();

        assertThat(failureOf(sender(Duration.ofMillis(300))).reason()).isEqualTo(NotSentReason.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void ofAnEndlessAnswerOnlyTheBeginningIsRead() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        server.createContext("/codes", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (byte[] chunk = new byte[64 * 1024]; ; ) {
                    out.write(chunk);
                }
            } catch (IOException e) {
                refused.countDown();
            }
        });

        sender().send(ALICE, CODE, Duration.ofMinutes(10));

        refused.await();
    }

    @Test
    void aServerThatIsGoneIsNotReached() {
        server.stop(0);

        assertThat(failureOf(sender()).reason()).isEqualTo(NotSentReason.UNREACHABLE);
    }

    @Test
    void aConnectionThatBreaksBeforeTheAnswerIsTriedOnceMoreUnderTheSameKey() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<String> heard = new CopyOnWriteArrayList<>();
            threads.execute(() -> hangUp(rude, heard, 1));

            sender(url("http", rude.getLocalPort()), Duration.ofSeconds(10), SSLContext.getDefault())
                    .send(ALICE, CODE, Duration.ofMinutes(10));

            assertThat(heard).hasSize(2);
            assertThat(heard.get(0)).isEqualTo(heard.get(1));
        }
    }

    @Test
    void aConnectionThatBreaksTwiceIsGivenUp() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<String> heard = new CopyOnWriteArrayList<>();
            threads.execute(() -> hangUp(rude, heard, Integer.MAX_VALUE));

            assertThat(failureOf(sender(
                                    url("http", rude.getLocalPort()), Duration.ofSeconds(10), SSLContext.getDefault()))
                            .reason())
                    .isEqualTo(NotSentReason.UNREACHABLE);
            assertThat(heard).hasSize(2);
        }
    }

    @Test
    void speaksTlsAndChecksWithWhom() throws Exception {
        TestAuthority authority = new TestAuthority(folder.resolve("authority"));
        var unused = authority.server("localhost", "dns:localhost");
        SSLContext context = authority.serving("localhost");
        HttpsServer secured = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(context));
        secured.createContext("/codes", answering(200, ""));
        secured.setExecutor(threads);
        secured.start();
        try {
            int port = secured.getAddress().getPort();
            URI good = URI.create("https://localhost:" + port + "/codes");
            URI otherName = URI.create("https://127.0.0.1:" + port + "/codes");

            sender(good, Duration.ofSeconds(10), context).send(ALICE, CODE, Duration.ofMinutes(10));
            assertThat(requests).hasSize(1);
            assertThat(failureOf(sender(otherName, Duration.ofSeconds(10), context))
                            .reason())
                    .isEqualTo(NotSentReason.NOT_ENCRYPTED);
            assertThat(failureOf(sender(good, Duration.ofSeconds(10), SSLContext.getDefault()))
                            .reason())
                    .isEqualTo(NotSentReason.NOT_ENCRYPTED);
            assertThat(requests).hasSize(1);
        } finally {
            secured.stop(0);
        }
    }

    @Test
    void anEmailAddressIsNotSentTo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sender().send(new EmailAddress("alice@example.org"), CODE, Duration.ofMinutes(10)))
                .withMessage("no text message goes to an EMAIL");
    }

    private void answer(int status, String body) {
        server.createContext("/codes", answering(status, body));
    }

    private HttpHandler answering(int status, String body) {
        return exchange -> {
            record(exchange);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    private void record(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            requests.add(new Request(
                    Map.copyOf(exchange.getRequestHeaders()), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    private void waitForTheEnd() {
        try {
            testEnds.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads requests, and closes the first of them without a word. */
    private static void hangUp(ServerSocket listener, List<String> keys, int times) {
        try {
            for (int i = 0; ; i++) {
                try (Socket socket = listener.accept()) {
                    String head = new String(socket.getInputStream().readNBytes(300), StandardCharsets.UTF_8);
                    keys.add(head.replaceAll("(?s).*Idempotency-Key: (\\S+).*", "$1"));
                    if (i >= times) {
                        socket.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private WebhookSender sender() {
        return sender(Duration.ofSeconds(10));
    }

    private WebhookSender sender(Duration timeout) {
        try {
            return sender(url("http", server.getAddress().getPort()), timeout, SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private WebhookSender sender(URI url, Duration timeout, SSLContext tls) {
        WebhookConfig config = new WebhookConfig(Optional.of(url), folder.resolve("unused"), timeout);
        return new WebhookSender(config, "Waggle", secret, tls, CLOCK);
    }

    private static URI url(String scheme, int port) {
        return URI.create(scheme + "://127.0.0.1:" + port + "/codes");
    }

    private static String url(String scheme, HttpServer server) {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    private Request onlyRequest() {
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    /** Every failure is also looked at for what must not be in it, causes included. */
    private static CodeNotSent failureOf(WebhookSender sender) {
        CodeNotSent failure =
                catchThrowableOfType(CodeNotSent.class, () -> sender.send(ALICE, CODE, Duration.ofMinutes(10)));
        for (@Nullable Throwable told = failure; told != null; told = told.getCause()) {
            assertThat(told.toString()).doesNotContain("4915112345678").doesNotContain(CODE);
        }
        return failure;
    }
}
