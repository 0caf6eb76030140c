package io.waggle.loadtest.measure;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * Finds where another JVM of this machine and this user spends its CPU time, from the start to the stop: Java, native code
 * and, where the system lets it, the kernel, by thread. Writes it as a flame graph, one page that needs nothing else.
 *
 * <p>By async-profiler, which samples threads that run, each millisecond of their CPU time, and takes a few percent of it.
 */
public final class FlameGraph {

    private static final String LIBRARY = "libasyncProfiler.so";

    private final long pid;

    /** The process knows the profiler by this file: one under another name would be another profiler. */
    private final Path library;

    private FlameGraph(long pid) {
        this.pid = pid;
        this.library = library();
    }

    /**
     * Begins.
     *
     * @throws IllegalArgumentException if the process cannot be watched: it is no JVM, it is another user's, or there is no
     *     profiler for this system
     */
    public static FlameGraph start(long pid) {
        if (!new ProcessProbe(pid).isJvm()) {
            throw new IllegalArgumentException("no flame graph of process " + pid + ": it is no JVM");
        }
        FlameGraph graph = new FlameGraph(pid);
        try {
            graph.tell("start,event=cpu,interval=1ms,threads");
        } catch (IllegalArgumentException e) {
            graph.forget();
            throw e;
        }
        return graph;
    }

    /**
     * Ends, and writes the page.
     *
     * @param title of the page
     * @throws IllegalArgumentException if the process is gone or the file cannot be written
     */
    public void stop(Path page, String title) {
        String plain = title.replaceAll("[^A-Za-z0-9 ./-]", " "); // a comma would end it
        try {
            tell("stop,threads,title=" + plain + ",file=" + page.toAbsolutePath());
        } finally {
            forget();
        }
        if (!Files.isRegularFile(page)) {
            throw new IllegalArgumentException("process " + pid + " cannot write " + page);
        }
    }

    private void tell(String command) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                machine.loadAgentPath(library.toString(), command);
            } finally {
                machine.detach();
            }
        } catch (IOException | AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IllegalArgumentException("no flame graph of process " + pid + ": " + e.getMessage(), e);
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(library);
        } catch (IOException e) {
            library.toFile().deleteOnExit();
        }
    }

    private static Path library() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
                ? "macos"
                : "linux-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64");
        try (InputStream bytes = FlameGraph.class.getResourceAsStream('/' + system + '/' + LIBRARY)) {
            if (bytes == null) {
                throw new IllegalArgumentException("there is no profiler for " + system);
            }
            Path file = Files.createTempFile("waggle-profiler", ".so");
            Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the profiler", e);
        }
    }
}
