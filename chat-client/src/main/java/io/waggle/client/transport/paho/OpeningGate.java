package io.waggle.client.transport.paho;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Holds the end of the input back until something was written. Paho starts its receiver and then waits, without limit,
 * until it sees it running; a server that closes at once would end the receiver before that. One thread reads and one
 * writes.
 */
final class OpeningGate {

    private final CountDownLatch written = new CountDownLatch(1);
    private final InputStream input;
    private final OutputStream output;
    private final Duration limit;
    private final BooleanSupplier closed;

    OpeningGate(InputStream input, OutputStream output, Duration limit, BooleanSupplier closed) {
        this.input = new GatedInput(input);
        this.output = new NotingOutput(output);
        this.limit = limit;
        this.closed = closed;
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    private void awaitFirstWrite() {
        try {
            written.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class GatedInput extends FilterInputStream {

        GatedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return gated(in::read);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return gated(() -> in.read(buffer, offset, length));
        }

        /** Asked before every read. A closed socket would throw here already; the read that follows tells of it in time. */
        @Override
        public int available() {
            try {
                return in.available();
            } catch (IOException e) {
                return 0;
            }
        }

        private int gated(Read read) throws IOException {
            boolean ended = true;
            try {
                int result = read.read();
                ended = result < 0;
                return result;
            } finally {
                if (ended) {
                    awaitFirstWrite();
                }
            }
        }
    }

    private final class NotingOutput extends FilterOutputStream {

        NotingOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            written.countDown();
            unlessClosed(() -> out.write(value));
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            written.countDown();
            unlessClosed(() -> out.write(buffer, offset, length));
        }

        @Override
        public void flush() throws IOException {
            unlessClosed(out::flush);
        }

        /** What is written after we closed the socket ourselves goes nowhere; Paho would report it as a severe failure. */
        private void unlessClosed(Write write) throws IOException {
            try {
                write.write();
            } catch (IOException e) {
                if (!closed.getAsBoolean()) {
                    throw e;
                }
            }
        }
    }

    private interface Read {
        int read() throws IOException;
    }

    private interface Write {
        void write() throws IOException;
    }
}
