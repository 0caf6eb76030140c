package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a connection costs that does nothing: its heap, inbox and all, as the JVM counts live objects. */
final class IdleConnectionsIT {

    private static final int WARM = 200;
    private static final int CONNECTIONS = 2_000;
    private static final int MAX_BYTES = 8 * 1024;

    @Test
    void costAtMostEightKilobytesOfHeapEach() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start(BrokerOptions.defaults().heap("512m"))) {
            connect(broker, sockets, 0, WARM);
            long before = liveBytes(broker);
            connect(broker, sockets, WARM, CONNECTIONS);
            long after = liveBytes(broker);

            long each = (after - before) / CONNECTIONS;
            System.out.println("heap per idle connection: " + each + " bytes");
            assertThat(each).isBetween(500L, (long) MAX_BYTES);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void connect(BrokerProcess broker, List<Socket> sockets, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            Address device = Address.of("user" + i, "phone");
            sockets.add(RawMqtt.idle(broker, device, broker.mintToken(device)));
        }
        await().until(() -> broker.metric("chat_connection_current_connections").orElseThrow() == from + count);
    }

    /** The last line of a histogram of live objects; making one collects the garbage first. */
    private static long liveBytes(BrokerProcess broker) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(broker.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).isZero();
        Matcher total = Pattern.compile("Total\\s+\\d+\\s+(\\d+)").matcher(histogram);
        assertThat(total.find()).as(histogram.substring(0, 200)).isTrue();
        return Long.parseLong(total.group(1));
    }
}
