package io.waggle.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.stream.Stream;

/** Finds the standalone broker that the build made. */
final class Dist {

    static final String PROPERTY = "waggle.broker.dist";

    private static final Path TARGET = Path.of("broker-plugin", "target");
    private static final Path LAUNCHER = Path.of("bin", "waggle-broker");

    private Dist() {}

    /** What the system property names, else the newest below the working directory or one above it. */
    static Path find() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return requireDist(Path.of(named));
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path directory = here; directory != null; directory = directory.getParent()) {
            Path target = directory.resolve(TARGET);
            if (Files.isDirectory(target)) {
                return newest(target);
            }
        }
        throw new IllegalStateException(
                "no " + TARGET + " above " + here + ": build it first, or name a broker with -D" + PROPERTY);
    }

    static Path launcher(Path dist) {
        return dist.resolve(LAUNCHER);
    }

    private static Path requireDist(Path directory) {
        if (!Files.isExecutable(launcher(directory))) {
            throw new IllegalStateException("no standalone broker in " + directory + ": it has no " + LAUNCHER);
        }
        return directory.toAbsolutePath();
    }

    private static Path newest(Path target) {
        try (Stream<Path> entries = Files.list(target)) {
            return entries.filter(entry -> Files.isExecutable(launcher(entry)))
                    .max(Comparator.comparing(Dist::modified))
                    .orElseThrow(
                            () -> new IllegalStateException("no standalone broker in " + target + ": build it first"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime modified(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
