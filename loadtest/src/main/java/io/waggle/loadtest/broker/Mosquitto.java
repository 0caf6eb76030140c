package io.waggle.loadtest.broker;

import io.waggle.testkit.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Eclipse Mosquitto with persistence, where it is installed. */
final class Mosquitto {

    private static final List<Path> PLACES = List.of(
            Path.of("/usr/sbin/mosquitto"), Path.of("/usr/bin/mosquitto"), Path.of("/usr/local/sbin/mosquitto"));

    private static final Pattern VERSION = Pattern.compile("mosquitto version (\\S+)");

    /** As often as it can be told to: its default is every 30 minutes. */
    private static final int AUTOSAVE_SECONDS = 1;

    private Mosquitto() {}

    /** The program, if it is installed. */
    static Optional<Path> program() {
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(directory -> Path.of(directory, "mosquitto"));
        return Stream.concat(onPath, PLACES.stream())
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Target start(String name, Path program) {
        int port = Ports.choosePort();
        try {
            Path directory = Files.createTempDirectory("mosquitto-");
            Path config = directory.resolve("mosquitto.conf");
            Files.writeString(
                    config,
                    String.join(
                            "\n",
                            "listener " + port + " 127.0.0.1",
                            "allow_anonymous true",
                            "user root",
                            "persistence true",
                            "persistence_location " + directory + "/",
                            "autosave_interval " + AUTOSAVE_SECONDS,
                            "max_queued_messages 0",
                            "max_inflight_messages 64",
                            "set_tcp_nodelay true",
                            "log_type error",
                            ""));
            return new PlainTarget(
                    name,
                    "Mosquitto " + version(program) + ", persistence, saved every second",
                    "in the broker's memory; its store is written to disk every second here (its default: 30 minutes), not"
                            + " fsynced",
                    true,
                    new LocalProcess(
                            directory,
                            List.of(program.toString(), "-c", config.toString()),
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(Path program) throws IOException {
        Process process = new ProcessBuilder(program.toString(), "-h")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = VERSION.matcher(said);
        return matcher.find() ? matcher.group(1) : "of an unknown version";
    }
}
