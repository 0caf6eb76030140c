package io.waggle.broker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.protocol.Address;
import io.waggle.testkit.BrokerOptions;
import io.waggle.testkit.BrokerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A HiveMQ that is not the one the pipeline path was made for. */
final class OtherHostIT {

    private static final Address ALICE = Address.of("alice", "phone");
    private static final Address BOB = Address.of("bob", "phone");

    @TempDir
    private Path folder;

    @Test
    void aKnownHostIsServedOnThePipelinePath() {
        try (BrokerProcess broker = BrokerProcess.start(BrokerOptions.defaults().set("mqtt.path", "auto"))) {
            talk(broker);
            assertThat(broker.log()).contains("Messages take the pipeline path");
            assertThat(pipelineLines(broker)).isEmpty();
        }
    }

    @Test
    void anotherVersionIsServedOnTheSdkPathAndOneLineSaysSo() throws IOException {
        BrokerOptions options =
                BrokerOptions.of(distributionOfVersion("2025.6")).set("mqtt.path", "pipeline");
        try (BrokerProcess broker = BrokerProcess.start(options)) {
            talk(broker);
            assertThat(broker.log()).contains("Messages take the SDK path");
            assertThat(pipelineLines(broker))
                    .hasSize(1)
                    .allMatch(line -> line.contains("WARN") && line.contains("HiveMQ is 2025.6, and not 2025.5"));
        }
    }

    private static void talk(BrokerProcess broker) {
        try (TestDevice alice = TestDevice.online(broker, ALICE);
                TestDevice bob = TestDevice.online(broker, BOB)) {
            assertThat(alice.publish(alice.text("hello", BOB))).isZero();
            bob.awaitTexts("hello");
            bob.acknowledgeAll();
        }
    }

    private static List<String> pipelineLines(BrokerProcess broker) {
        return broker.log()
                .lines()
                .filter(line -> line.contains("PipelinePath"))
                .toList();
    }

    /** The distribution, file by file the same, but for the version that HiveMQ's jar says. */
    private Path distributionOfVersion(String version) throws IOException {
        Path dist = BrokerOptions.defaults().dist();
        Path copy = folder.resolve("dist");
        try (Stream<Path> files = Files.walk(dist)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(dist.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else if (file.getFileName().toString().startsWith("hivemq-community-edition")) {
                    copyJar(file, to, version);
                } else {
                    Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return copy;
    }

    private static void copyJar(Path from, Path to, String version) throws IOException {
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream file = Files.newOutputStream(to)) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue("Implementation-Version", version);
            try (JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : jar.stream()
                        .filter(it -> !it.getName().equals(JarFile.MANIFEST_NAME))
                        .toList()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    jar.getInputStream(entry).transferTo(out);
                }
            }
        }
    }
}
