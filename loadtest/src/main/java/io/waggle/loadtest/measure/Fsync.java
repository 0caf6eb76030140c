package io.waggle.loadtest.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** What it takes on this machine to append a little to a file and have it on disk. For one thread. */
public final class Fsync {

    private static final int BYTES = 4_096;
    private static final int DIGITS = 3;
    private static final long NANOS_PER_MICRO = 1_000;

    private final Histogram micros = new Histogram(DIGITS);

    /** Does it a number of times. @throws UncheckedIOException if the file system does not let it */
    public void measure(int times) {
        try {
            Path file = Files.createTempFile("waggle-fsync", null);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                for (int i = 0; i < times; i++) {
                    long before = System.nanoTime();
                    channel.write(ByteBuffer.allocate(BYTES));
                    channel.force(false);
                    micros.recordValue((System.nanoTime() - before) / NANOS_PER_MICRO);
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that were measured, milliseconds. */
    public Latency latency() {
        return Latency.of(micros);
    }
}
