package io.waggle.loadtest.broker;

import io.waggle.testkit.Trees;
import io.waggle.testkit.Watched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A broker's process with a directory of its own. It ends when this JVM does, whatever ends that. */
final class LocalProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
    private static final long TICK_MILLIS = 20;
    private static final int LOG_TAIL = 4_000;

    private final Path directory;
    private final List<String> command;
    private final InetSocketAddress address;
    private @Nullable Process process;

    /**
     * A process that is not started yet.
     *
     * @param address where it will listen
     */
    LocalProcess(Path directory, List<String> command, InetSocketAddress address) {
        this.directory = directory;
        this.command = List.copyOf(command);
        this.address = address;
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return running().pid();
    }

    /** Starts it and waits until it listens. @throws IllegalStateException if it does not */
    void start() {
        try {
            process = new ProcessBuilder(Watched.command(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!listens()) {
            if (System.nanoTime() - deadline > 0 || endedWithin(TICK_MILLIS)) {
                String said = tail();
                close();
                throw new IllegalStateException("a broker did not start: " + command.get(0) + "\n" + said);
            }
        }
    }

    /** SIGKILL; waits until it is gone. */
    void kill() {
        Process running = running();
        running.destroyForcibly();
        if (!endedWithin(START_TIMEOUT.toMillis())) {
            throw new IllegalStateException("process " + running.pid() + " does not end");
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        Trees.delete(directory);
    }

    private Path log() {
        return directory.resolve("console.log");
    }

    private String tail() {
        try {
            String said = Files.readString(log());
            return said.substring(Math.max(0, said.length() - LOG_TAIL));
        } catch (IOException e) {
            return "(it said nothing)";
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean endedWithin(long millis) {
        try {
            return running().waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("it was never started");
        }
        return process;
    }
}
