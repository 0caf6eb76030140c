package io.waggle.client.transport.paho;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Turns what is written between two flushes into one binary frame. Frames are masked, as a client's must be. The monitor
 * of this object keeps frames of several threads apart.
 */
final class WebSocketOutput extends OutputStream {

    private static final int FINAL = 0x80;
    private static final int BINARY = 0x2;
    private static final int PONG = 0xA;
    private static final int MASKED = 0x80;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;
    private static final int MAX_SHORT = 0xFFFF;
    private static final int MASK_BYTES = 4;
    private static final int MAX_HEADER_BYTES = 14;

    private final OutputStream out;
    private final Random random;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    WebSocketOutput(OutputStream out, Random random) {
        this.out = out;
        this.random = random;
    }

    @Override
    public synchronized void write(int value) {
        pending.write(value);
    }

    @Override
    public synchronized void write(byte[] buffer, int offset, int length) {
        pending.write(buffer, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (pending.size() > 0) {
            byte[] payload = pending.toByteArray();
            pending.reset();
            send(BINARY, payload);
        }
    }

    synchronized void pong(byte[] payload) throws IOException {
        send(PONG, payload);
    }

    private void send(int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(MAX_HEADER_BYTES + payload.length);
        frame.put((byte) (FINAL | opcode));
        if (payload.length > MAX_SHORT) {
            frame.put((byte) (MASKED | LONG_LENGTH)).putLong(payload.length);
        } else if (payload.length >= SHORT_LENGTH) {
            frame.put((byte) (MASKED | SHORT_LENGTH)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | payload.length));
        }
        byte[] mask = new byte[MASK_BYTES];
        random.nextBytes(mask);
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % MASK_BYTES]));
        }
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }
}
