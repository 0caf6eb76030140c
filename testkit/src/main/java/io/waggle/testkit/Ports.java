package io.waggle.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Four loopback ports for one broker.
 *
 * <p>Not ports that the system chooses: those are the ones it gives to outgoing connections too. A client that keeps trying to
 * reach a killed broker on such a port is sooner or later given that very port to try from, connects to itself, and the
 * broker cannot come back.
 */
public record Ports(int mqtt, int webSocket, int http, int monitoring) {

    private static final Path EPHEMERAL_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_000;
    private static final int ATTEMPTS = 1_000;

    /** One port that was free a moment ago, below those that the system gives to outgoing connections. */
    public static int choosePort() {
        return free(lowestEphemeral());
    }

    /** Ports that were free a moment ago; whoever uses them must be ready to try others. */
    public static Ports choose() {
        int below = lowestEphemeral();
        Set<Integer> ports = new LinkedHashSet<>();
        while (ports.size() < 4) {
            ports.add(free(below));
        }
        Iterator<Integer> next = ports.iterator();
        return new Ports(next.next(), next.next(), next.next(), next.next());
    }

    /** Where the range of outgoing connections begins. Read at once: the kernel gives such a file no second read. */
    static int lowestEphemeral() {
        try (BufferedReader reader = Files.newBufferedReader(EPHEMERAL_RANGE)) {
            return new Scanner(reader).nextInt();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + EPHEMERAL_RANGE, e);
        }
    }

    private static int free(int below) {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, Math.max(below, LOWEST + 1_000));
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + below);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
