package io.waggle.broker.benchmark;

import io.waggle.broker.TestApi;
import io.waggle.broker.database.Engine;
import io.waggle.testkit.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Sign-in with a refresh token, over HTTP: one operation is a request that rotates the token, durably, and brings the next access
 * token. Each thread is a device of an account of its own, on a connection of its own; they share the cores with the server.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 6, time = 10)
@Measurement(iterations = 3, time = 10)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@Threads(32)
@SuppressWarnings("NullAway.Init") // JMH sets it up
public class RefreshBenchmark {

    private static final Pattern TOKEN = Pattern.compile("\"refresh_token\":\"([^\"]+)\"");

    /** Where sessions are. */
    @Param
    public Engine engine;

    private final AtomicInteger people = new AtomicInteger();
    private Path directory;
    private TestApi api;

    @Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("waggle-benchmark");
        api = new TestApi(directory, Map.of("limit.token-requests", "off", "database.url", engine.url(directory)));
    }

    @TearDown
    public void stop() {
        api.close();
        Trees.delete(directory);
    }

    /** A device that is signed in. */
    @State(Scope.Thread)
    public static class Device {

        private RawHttp http;
        private String token;

        @Setup
        public void signIn(RefreshBenchmark benchmark) throws IOException {
            http = new RawHttp(benchmark.api.address());
            token = benchmark
                    .api
                    .signIn("person" + benchmark.people.incrementAndGet() + "@example.org")
                    .refresh();
        }

        @TearDown
        public void end() throws IOException {
            http.close();
        }
    }

    @Benchmark
    public String refresh(Device device) throws IOException {
        String body = device.http.post("/oauth/token", "grant_type=refresh_token&refresh_token=" + device.token);
        Matcher matcher = TOKEN.matcher(body);
        if (!matcher.find()) {
            throw new IllegalStateException("no refresh token in the answer");
        }
        device.token = matcher.group(1);
        return device.token;
    }
}
