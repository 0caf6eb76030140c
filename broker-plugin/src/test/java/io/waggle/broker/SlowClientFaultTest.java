package io.waggle.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.broker.event.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send their requests byte by byte, so many of them that every thread would have one. */
class SlowClientFaultTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** More than the server has threads. */
    private static final int MANY = 100;

    private static final String HEAD = "POST /v1/verifications HTTP/1.1\r\nHost: x\r\nX-Drip: ";
    private static final String BODY =
            "POST /v1/verifications HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 60000\r\n\r\n{";

    @TempDir
    private Path folder;

    private TestApi api;
    private final List<Socket> sockets = new ArrayList<>();
    private final ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor();

    @SuppressWarnings("NullAway.Init")
    SlowClientFaultTest() {}

    @AfterEach
    void stop() throws IOException {
        drips.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
        api.close();
    }

    private Socket drip(String beginning) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), api.address().getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(1);
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
        var unused = drips.scheduleAtFixedRate(() -> sendOne(socket), 50, 50, TimeUnit.MILLISECONDS);
        return socket;
    }

    private static void sendOne(Socket socket) {
        try {
            socket.getOutputStream().write('x');
        } catch (IOException e) {
            throw new IllegalStateException("it is closed", e); // no more of it
        }
    }

    private static boolean isEnded(Socket socket) {
        try {
            return socket.getInputStream().read(new byte[1 << 16]) < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD, BODY})
    void othersAreServedWhileTheyDrip(String beginning) throws IOException {
        api = new TestApi(folder);
        for (int i = 0; i < MANY; i++) {
            drip(beginning);
        }

        assertThat(api.signIn("anna@example.org").account()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEAD, BODY})
    void theyAreEndedHoweverBusilyTheyDripAndCounted(String beginning) throws IOException {
        api = new TestApi(folder, Map.of("http.request-timeout", "1s"));
        for (int i = 0; i < MANY; i++) {
            drip(beginning);
        }

        await().atMost(PATIENCE).until(() -> sockets.stream().allMatch(SlowClientFaultTest::isEnded));
        assertThat(api.published)
                .filteredOn(new Event.ApiRefused("too-slow")::equals)
                .hasSize(MANY);
    }

    @Test
    void aConnectionThatIsKeptForLaterIsEndedToo() throws IOException {
        api = new TestApi(folder, Map.of("http.request-timeout", "500ms"));
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), api.address().getPort());
        sockets.add(socket);
        socket.setSoTimeout(1);
        socket.getOutputStream()
                .write("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        await().atMost(PATIENCE).until(() -> isEnded(socket));
        assertThat(api.published).doesNotContain(new Event.ApiRefused("too-slow"));
    }
}
