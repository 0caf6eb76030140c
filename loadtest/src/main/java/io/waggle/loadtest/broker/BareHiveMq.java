package io.waggle.loadtest.broker;

import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * HiveMQ CE without us: the very jars of the standalone broker, with an extension that lets everybody in instead of ours, and
 * the same options for the JVM.
 */
final class BareHiveMq {

    private static final String EXTENSION = "allow-all";

    /** {@link AllowAll}, by name: it can only be loaded in a broker, which has the SDK. */
    private static final String EXTENSION_CLASS = "io.waggle.loadtest.broker.AllowAll";

    private static final String CONFIG = """
            <?xml version="1.0" encoding="UTF-8"?>
            <hivemq>
              <listeners>
                <tcp-listener><port>PORT</port><bind-address>127.0.0.1</bind-address></tcp-listener>
              </listeners>
              <persistence><mode>MODE</mode></persistence>
              <mqtt>
                <queued-messages><max-queue-size>2000000</max-queue-size></queued-messages>
                <receive-maximum><server-receive-maximum>64</server-receive-maximum></receive-maximum>
              </mqtt>
              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
            </hivemq>
            """;

    private static final String EXTENSION_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <hivemq-extension>
              <id>allow-all</id>
              <name>Lets everybody in</name>
              <version>1</version>
              <priority>0</priority>
              <start-priority>0</start-priority>
            </hivemq-extension>
            """;

    /** Where HiveMQ keeps what it has. */
    enum Persistence {
        IN_MEMORY("in-memory", "in the broker's memory; lost with its process"),
        FILE(
                "file",
                "in the broker's store, handed to the operating system, not fsynced; lost with the power, and some of it with the"
                        + " process");

        private final String mode;
        private final String acknowledgementMeans;

        Persistence(String mode, String acknowledgementMeans) {
            this.mode = mode;
            this.acknowledgementMeans = acknowledgementMeans;
        }
    }

    private BareHiveMq() {}

    static Target start(String name, Persistence persistence, Heap heap) {
        Path dist = BrokerOptions.defaults().dist();
        int port = Ports.choosePort();
        try {
            Path home = Files.createTempDirectory("bare-hivemq-");
            writeHome(home, persistence, port);
            return new PlainTarget(
                    name,
                    "HiveMQ CE " + version(dist) + ", persistence " + persistence.mode.toLowerCase(Locale.ROOT),
                    persistence.acknowledgementMeans,
                    persistence == Persistence.FILE,
                    new LocalProcess(
                            home,
                            command(home, dist, heap),
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeHome(Path home, Persistence persistence, int port) throws IOException {
        for (String folder : List.of("conf", "data", "log", "extensions/" + EXTENSION)) {
            Files.createDirectories(home.resolve(folder));
        }
        Files.writeString(
                home.resolve("conf/config.xml"),
                CONFIG.replace("PORT", Integer.toString(port)).replace("MODE", persistence.mode));
        Path extension = home.resolve("extensions").resolve(EXTENSION);
        Files.writeString(extension.resolve("hivemq-extension.xml"), EXTENSION_XML);
        writeJar(extension.resolve(EXTENSION + ".jar"));
    }

    private static void writeJar(Path file) throws IOException {
        String type = EXTENSION_CLASS.replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                InputStream code = BareHiveMq.class.getClassLoader().getResourceAsStream(type)) {
            if (code == null) {
                throw new IllegalStateException("no " + type);
            }
            jar.putNextEntry(new JarEntry(type));
            code.transferTo(jar);
            jar.putNextEntry(new JarEntry("META-INF/services/com.hivemq.extension.sdk.api.ExtensionMain"));
            jar.write(EXTENSION_CLASS.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> command(Path home, Path dist, Heap heap) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap.text(),
                "-XX:+UseG1GC",
                "-Djava.awt.headless=true",
                "-Dhivemq.home=" + home,
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                dist.resolve("lib") + "/*",
                "com.hivemq.HiveMQServer");
    }

    private static String version(Path dist) throws IOException {
        String prefix = "hivemq-community-edition-embedded-";
        try (var jars = Files.list(dist.resolve("lib"))) {
            return jars.map(jar -> String.valueOf(jar.getFileName()))
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length(), name.length() - ".jar".length()))
                    .findAny()
                    .orElse("of an unknown version");
        }
    }
}
