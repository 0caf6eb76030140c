package io.waggle.testkit;

import io.waggle.protocol.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The real broker in a process of its own, on loopback, that can be killed and started again on the same data and ports. It
 * signals only the process that it started, by its pid, and that process ends when this JVM does, whatever ends it.
 *
 * <p>Not thread-safe, except for the questions that only read: addresses, {@link #isAlive}, {@link #cpuTime}, {@link #rssBytes},
 * {@link #log}, {@link #metrics}.
 */
public final class BrokerProcess implements AutoCloseable {

    /** Keeps temporary homes, to look at after a failure. */
    public static final String KEEP_HOMES_PROPERTY = "waggle.keep.homes";

    private static final int PORT_ATTEMPTS = 5;
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(10);

    private final BrokerOptions options;
    private final Path home;
    private final BrokerLog log;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HTTP_TIMEOUT)
            .build();
    private volatile Ports ports = Ports.choose();
    private volatile @Nullable Process process;

    private BrokerProcess(BrokerOptions options) {
        this.options = options;
        this.home = options.home().map(BrokerProcess::made).orElseGet(BrokerProcess::temporaryHome);
        this.log = new BrokerLog(home.resolve("console.log"));
    }

    /** A broker with its defaults in a temporary home, ready. @throws BrokerStartException if it does not get ready */
    public static BrokerProcess start() {
        return start(BrokerOptions.defaults());
    }

    /** A broker that is ready. @throws BrokerStartException if it does not get ready; it is killed then */
    public static BrokerProcess start(BrokerOptions options) {
        BrokerProcess broker = new BrokerProcess(options);
        try {
            broker.startOnFreePorts();
            return broker;
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** A broker that may or may not get ready: for tests of a start that fails. Its ports may turn out to be taken. */
    public static BrokerProcess launch(BrokerOptions options) {
        BrokerProcess broker = new BrokerProcess(options);
        broker.spawn();
        return broker;
    }

    /** Waits until it is ready. @throws BrokerStartException if it does not get ready; it is left as it is */
    public void awaitReady() {
        awaitStart().ifPresent(fault -> {
            throw new BrokerStartException(fault, log.tail());
        });
    }

    /** Waits until it is ready, or says why it never will be. */
    public Optional<StartFault> awaitStart() {
        long deadline = System.nanoTime() + options.startTimeout().toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (exitedWithin(TICK)) {
                return Optional.of(StartFault.in(log.ofPresentStart())
                        .orElseGet(() -> new StartFault.Exited(running().exitValue())));
            }
            Optional<StartFault> fault = StartFault.in(log.ofPresentStart());
            if (fault.isPresent()) {
                return fault;
            }
            if (isReady()) {
                return Optional.empty();
            }
        }
        return Optional.of(new StartFault.TimedOut());
    }

    /**
     * Waits until it has ended by itself; returns the exit status.
     *
     * @throws IllegalStateException if it still runs after a minute
     */
    public int awaitExit() {
        Process running = running();
        if (!awaitExit(running, STOP_TIMEOUT)) {
            throw new IllegalStateException("the broker did not end within " + STOP_TIMEOUT + "\n" + log.tail());
        }
        closeWatch(running);
        return running.exitValue();
    }

    /** SIGKILL, as a power cut would; returns when the process is gone. Does nothing to one that is gone already. */
    public void kill() {
        Process running = running();
        running.destroyForcibly();
        awaitExit(running, STOP_TIMEOUT);
        closeWatch(running);
    }

    /**
     * SIGTERM, as an operator would; returns the exit status, 143 for a JVM that stopped in order.
     *
     * @throws IllegalStateException if it has not stopped after a minute; it is killed then
     */
    public int stop() {
        Process running = running();
        running.toHandle().destroy(); // the process's own method would close the watched pipe first, which kills
        if (!awaitExit(running, STOP_TIMEOUT)) {
            kill();
            throw new IllegalStateException("the broker did not stop within " + STOP_TIMEOUT + "\n" + log.tail());
        }
        closeWatch(running);
        return running.exitValue();
    }

    /** Starts it again on the same home and ports, and waits until it is ready. @throws BrokerStartException if it is not */
    public void restart() {
        if (isAlive()) {
            throw new IllegalStateException("the broker still runs: kill or stop it first");
        }
        spawn();
        awaitReady();
    }

    /** Kills it if it runs, and removes a temporary home. */
    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        TestLogs.keep(List.of(log.file(), home.resolve("log").resolve("waggle.log")));
        if (options.home().isEmpty() && !Boolean.getBoolean(KEEP_HOMES_PROPERTY)) {
            Trees.delete(home);
        }
    }

    /** Where clients connect over TCP. */
    public InetSocketAddress mqtt() {
        return loopback(ports.mqtt());
    }

    /** The same for a client library. */
    public URI mqttUri() {
        return URI.create((options.isTls() ? "ssl" : "tcp") + "://127.0.0.1:" + ports.mqtt());
    }

    /** Where clients connect over WebSocket. */
    public URI webSocket() {
        return URI.create((options.isTls() ? "wss" : "ws") + "://127.0.0.1:" + ports.webSocket() + "/mqtt");
    }

    /** A resource of its HTTP API. */
    public URI http(String path) {
        return URI.create((options.isTls() ? "https" : "http") + "://127.0.0.1:" + ports.http() + path);
    }

    /** A page for the operator: metrics or health; plain, since on loopback. */
    public URI monitoring(String path) {
        return URI.create("http://127.0.0.1:" + ports.monitoring() + path);
    }

    /** Its home, with {@code data/} and {@code log/}. */
    public Path home() {
        return home;
    }

    /** Where its inboxes and keys are. */
    public Path dataDirectory() {
        return home.resolve("data").resolve("waggle");
    }

    /** Whether the process runs; it may not be ready yet. */
    public boolean isAlive() {
        Process started = process;
        return started != null && started.isAlive();
    }

    /** Its process id. */
    public long pid() {
        return running().pid();
    }

    /** CPU time, user and system, that the present process has used. */
    public Duration cpuTime() {
        return running().info().totalCpuDuration().orElseThrow(() -> new IllegalStateException("it does not run"));
    }

    /** Memory of the present process that is in RAM, bytes. */
    public long rssBytes() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findAny()
                    .orElseThrow(() -> new IllegalStateException("it does not run"));
        } catch (IOException e) {
            throw new UncheckedIOException("it does not run", e);
        }
    }

    /** What it has printed, over all its starts. */
    public String log() {
        return log.all();
    }

    /** What it has printed since its last start. */
    public String logOfPresentStart() {
        return log.ofPresentStart();
    }

    /** The page {@code /metrics}. */
    public String metrics() {
        return get("/metrics").body();
    }

    /** The value of a sample of {@link #metrics}: its name, with its labels if it has any. Nothing if there is none. */
    public Optional<Double> metric(String sample) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .map(line -> Double.valueOf(line.substring(sample.length() + 1)))
                .findAny();
    }

    /** The answer of a page for the operator. */
    public HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(monitoring(path))
                            .timeout(HTTP_TIMEOUT)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A token that lets the device connect for a day. */
    public String mintToken(Address device) {
        return tokenForge().mint(device, Instant.now(), Duration.ofDays(1));
    }

    /** What makes other tokens with this broker's key. */
    public TokenForge tokenForge() {
        return TokenForge.of(dataDirectory().resolve("keys"));
    }

    private void startOnFreePorts() {
        for (int attempt = 1; ; attempt++) {
            spawn();
            Optional<StartFault> fault = awaitStart();
            if (fault.isEmpty()) {
                return;
            }
            if (attempt == PORT_ATTEMPTS || !(fault.get() instanceof StartFault.PortTaken)) {
                throw new BrokerStartException(fault.get(), log.tail());
            }
            kill();
            ports = Ports.choose();
        }
    }

    private void spawn() {
        log.beginStart();
        ProcessBuilder builder = new ProcessBuilder(Watched.command(command()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
        builder.environment().putAll(options.environment());
        builder.environment().put("WAGGLE_HEAP", options.heap());
        builder.environment().put("WAGGLE_JAVA_OPTS", String.join(" ", options.javaOptions()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command =
                new ArrayList<>(List.of(Dist.launcher(options.dist()).toString(), "run"));
        command.addAll(List.of("--home", home.toString()));
        command.addAll(List.of("--mqtt-port", Integer.toString(ports.mqtt())));
        command.addAll(List.of("--ws-port", Integer.toString(ports.webSocket())));
        command.addAll(List.of("--http-port", Integer.toString(ports.http())));
        command.addAll(List.of("--monitoring-port", Integer.toString(ports.monitoring())));
        options.configFile().ifPresent(file -> command.addAll(List.of("--config-file", file.toString())));
        options.settings().forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        return command;
    }

    private boolean isReady() {
        try {
            HttpResponse<String> health = http.send(
                    HttpRequest.newBuilder(monitoring("/health"))
                            .timeout(HTTP_TIMEOUT)
                            .build(),
                    BodyHandlers.ofString());
            return health.statusCode() == 200 && accepts(ports.mqtt()) && accepts(ports.webSocket());
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(loopback(port), Math.toIntExact(HTTP_TIMEOUT.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean exitedWithin(Duration time) {
        return awaitExit(running(), time);
    }

    private static boolean awaitExit(Process process, Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void closeWatch(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process running() {
        Process started = process;
        if (started == null) {
            throw new IllegalStateException("the broker was never started");
        }
        return started;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporaryHome() {
        try {
            return Files.createTempDirectory("waggle-broker-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
