package io.waggle.broker.monitoring;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waggle.broker.config.MonitoringConfig;
import io.waggle.broker.tls.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics} (Prometheus text) and {@code /health} (JSON) to whoever may reach the configured address. Everything about
 * it is bounded: {@value #THREADS} threads, {@value #MAX_CONNECTIONS} connections, {@value #MAX_REQUEST_SECONDS} seconds for a
 * request to arrive. It refuses every method but GET and HEAD, and every other path.
 *
 * <p>Thread-safe; closing it twice is closing it once. It has its own threads, so that a stuck scrape cannot touch a message.
 */
public final class MonitoringServer implements AutoCloseable {

    static final int THREADS = 2;
    static final int MAX_CONNECTIONS = 64;
    static final int MAX_REQUEST_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(MonitoringServer.class);
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final long STOP_SECONDS = 2;

    private final HttpServer server;
    private final ExecutorService executor;
    private final Map<String, Page> pages;

    private MonitoringServer(HttpServer server, Map<String, Page> pages) {
        this.server = server;
        this.executor = newExecutor();
        this.pages = pages;
    }

    /**
     * A server that answers from now on.
     *
     * @throws MonitoringException if the address cannot be bound to
     */
    public static MonitoringServer start(
            MonitoringConfig config, PrometheusMeterRegistry registry, List<HealthCheck> checks) {
        return start(bind(config.socketAddress()), registry, checks);
    }

    /**
     * The same over TLS, and only so.
     *
     * @throws MonitoringException if the address cannot be bound to
     */
    public static MonitoringServer startEncrypted(
            MonitoringConfig config, PrometheusMeterRegistry registry, List<HealthCheck> checks, ServerTls tls) {
        return start(bind(config.socketAddress(), tls), registry, checks);
    }

    private static MonitoringServer start(
            HttpServer bound, PrometheusMeterRegistry registry, List<HealthCheck> checks) {
        Map<String, Page> pages = Map.of(
                "/metrics", () -> new Answer(200, METRICS_TYPE, registry.scrape()), "/health", new HealthPage(checks));
        MonitoringServer started = new MonitoringServer(bound, pages);
        started.start();
        return started;
    }

    /** Where it really listens: the port is the one the system chose, if any was allowed. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Lets requests in progress end for up to {@value #STOP_SECONDS} seconds, then frees the port. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
        server.stop(0);
    }

    private void start() {
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    private static HttpServer bind(InetSocketAddress address) {
        boundJdkServer();
        try {
            return HttpServer.create(address, MAX_CONNECTIONS);
        } catch (IOException e) {
            throw new MonitoringException(address, e);
        }
    }

    private static HttpServer bind(InetSocketAddress address, ServerTls tls) {
        boundJdkServer();
        try {
            HttpsServer server = HttpsServer.create(address, MAX_CONNECTIONS);
            server.setHttpsConfigurator(new HttpsConfigurator(tls.context()) {
                @Override
                public void configure(HttpsParameters parameters) {
                    parameters.setSSLParameters(tls.parameters());
                }
            });
            return server;
        } catch (IOException e) {
            throw new MonitoringException(address, e);
        }
    }

    /** The JDK's server reads its bounds from system properties, once; what an operator has set stays. */
    private static void boundJdkServer() {
        System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", Integer.toString(MAX_REQUEST_SECONDS));
        System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", Integer.toString(2 * MAX_REQUEST_SECONDS));
        System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", Integer.toString(MAX_CONNECTIONS));
    }

    /** A connection has one request in progress at most, so the queue holds all that can come. */
    private static ExecutorService newExecutor() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_CONNECTIONS),
                work -> new Thread(work, "waggle-monitoring-" + number.incrementAndGet()));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(
                    exchange,
                    answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath()));
        }
    }

    private Answer answer(String method, String path) {
        Page page = pages.get(path);
        if (page == null) {
            return Answer.problem(404, "Not Found");
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.problem(405, "Method Not Allowed");
        }
        try {
            return page.answer();
        } catch (RuntimeException e) {
            LOG.warn("Cannot answer {}", path, e);
            return Answer.problem(500, "Internal Server Error");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.bytes();
        boolean hasBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("Content-Length", Integer.toString(body.length));
        headers.set("Cache-Control", "no-store");
        if (answer.status() == 405) {
            headers.set("Allow", "GET, HEAD");
        }
        exchange.sendResponseHeaders(answer.status(), hasBody ? body.length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(body);
        }
    }
}
