package io.waggle.broker.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.testkit.BrokerOptions;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The standalone broker has what HiveMQ CE needs. A library that the extension uses too is easily left out of it, and is missed only
 * where some rare configuration asks for it.
 */
final class BrokerLibraryIT {

    @Test
    void theHostFindsEveryClassThatItNames() throws IOException {
        List<Path> jars;
        try (Stream<Path> files = Files.list(BrokerOptions.defaults().dist().resolve("lib"))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        Path host = jars.stream()
                .filter(jar -> jar.getFileName().toString().startsWith("hivemq-community-edition-embedded-"))
                .findAny()
                .orElseThrow();
        StringWriter out = new StringWriter();

        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out),
                        new PrintWriter(out),
                        "--multi-release",
                        "17",
                        "--missing-deps",
                        "--class-path",
                        jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                        host.toString());

        assertThat(out.toString()).as("classes that are not there").isEmpty();
        assertThat(status).isZero();
    }
}
