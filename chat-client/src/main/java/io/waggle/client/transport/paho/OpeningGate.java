package io.waggle.client.transport.paho;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds the end of the input back until something was written. Paho starts its receiver and then waits, without limit,
 * until it sees it running; a server that closes at once would end the receiver before that.
 */
final class OpeningGate {

    private final CountDownLatch written = new CountDownLatch(1);
    private final InputStream input;
    private final OutputStream output;
    private final Duration limit;

    OpeningGate(InputStream input, OutputStream output, Duration limit) {
        this.input = new GatedInput(input);
        this.output = new NotingOutput(output);
        this.limit = limit;
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
            out.write(value);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            written.countDown();
            out.write(buffer, offset, length);
        }
    }

    private interface Read {
        int read() throws IOException;
    }
}
