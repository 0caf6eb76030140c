package io.waggle.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program with the command line of the broker and none of its substance: it opens its three ports and waits, or fails in the
 * way that its home tells it to. For the failures of a start that the real broker cannot be brought to at will.
 */
final class StandIn {

    static final String MODE_FILE = "mode";

    private StandIn() {}

    /** A distribution whose launcher becomes this program. */
    static Path dist(Path directory) throws IOException {
        Path launcher = Dist.launcher(directory);
        Files.createDirectories(launcher.getParent());
        Files.writeString(
                launcher,
                String.format(
                        "#!/usr/bin/env bash%nexec '%s/bin/java' -cp '%s' %s \"$@\"%n",
                        System.getProperty("java.home"),
                        System.getProperty("java.class.path"),
                        StandIn.class.getName()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }

    /** Runs as the broker would. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> arguments = List.of(args);
        Path home = Path.of(valueOf("--home", arguments));
        Path modeFile = home.resolve(MODE_FILE);
        String mode = Files.exists(modeFile) ? Files.readString(modeFile) : "";
        System.out.println("stand-in " + mode + " " + arguments);
        if (mode.equals("exit")) {
            System.exit(3);
        }
        if (mode.equals("refuse")) {
            System.out.println("Startup of extension with id \"waggle\" was prevented by the extension itself, reason: "
                    + "unknown key 'a'\nunknown key 'b'. Extension will be disabled.");
        }
        if (mode.equals("port-taken-once")) {
            Files.delete(modeFile);
            System.out.println("Could not start TCP Listener on port 1 and address 127.0.0.1. Is it already in use?");
        }
        if (mode.isEmpty()) {
            open(arguments);
        }
        new CountDownLatch(1).await();
    }

    @SuppressWarnings("resource") // open for as long as the process lives
    private static void open(List<String> arguments) throws IOException {
        new ServerSocket(Integer.parseInt(valueOf("--mqtt-port", arguments)), 50, InetAddress.getLoopbackAddress());
        new ServerSocket(Integer.parseInt(valueOf("--ws-port", arguments)), 50, InetAddress.getLoopbackAddress());
        int monitoring = Integer.parseInt(valueOf("--monitoring-port", arguments));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), monitoring), 0);
        server.createContext("/health", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
    }

    private static String valueOf(String option, List<String> arguments) {
        return arguments.get(arguments.indexOf(option) + 1);
    }
}
