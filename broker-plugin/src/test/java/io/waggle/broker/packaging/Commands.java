package io.waggle.broker.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the commands a person would type, from where the build put them. */
final class Commands {

    /** Surefire and failsafe run in the module's directory. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private Commands() {}

    /** What a command said. */
    record Result(int status, String out, String err) {}

    static Result run(List<String> command, Path directory) throws IOException, InterruptedException {
        return run(command, directory, Duration.ofMinutes(2));
    }

    static Result run(List<String> command, Path directory, Duration patience)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + patience + ": " + command);
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** What the build made whose name begins so and ends so. */
    static Path built(String prefix, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)
                            && file.getFileName().toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + prefix + "*" + suffix + " in " + TARGET));
        }
    }

    static Path dist() throws IOException {
        return built("waggle-broker-", "SNAPSHOT");
    }
}
