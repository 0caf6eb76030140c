package io.waggle.loadtest.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at a process of this machine from outside, by its pid. For any thread. */
public final class ProcessProbe {

    private static final Pattern HEAP = Pattern.compile("heap +total \\d+K, used (\\d+)K");

    private final long pid;

    public ProcessProbe(long pid) {
        this.pid = pid;
    }

    /** Which one. */
    public long pid() {
        return pid;
    }

    /** CPU time, user and system, of all its threads. Nothing once it has ended. */
    public Optional<Duration> cpuTime() {
        return ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration());
    }

    /** Its memory that is in RAM, bytes. Nothing once it has ended. */
    public OptionalLong rssBytes() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findAny();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Its Java heap, bytes, after a full collection: what is really needed. Nothing if it is no JVM of this user. Stops the
     * process for a moment, so not for while it is measured.
     */
    public OptionalLong heapBytesAfterCollection() {
        if (!isJvm() || jcmd("GC.run").isEmpty()) {
            return OptionalLong.empty();
        }
        return jcmd("GC.heap_info")
                .map(HEAP::matcher)
                .filter(Matcher::find)
                .map(found -> OptionalLong.of(Long.parseLong(found.group(1)) << 10))
                .orElse(OptionalLong.empty());
    }

    /**
     * Whether it is a JVM. To be asked before the JDK's tools turn to it: they say hello with SIGQUIT, which ends
     * Mosquitto and others. Where the system does not tell, it is taken for one.
     */
    boolean isJvm() {
        Path maps = Path.of("/proc", Long.toString(pid), "maps");
        if (!Files.exists(maps)) {
            return true;
        }
        try (var lines = Files.lines(maps)) {
            return lines.anyMatch(line -> line.endsWith("/libjvm.so"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /** What the JDK's own tool says; nothing if it is not installed or the process is none of its. */
    private Optional<String> jcmd(String command) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(tool)) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
