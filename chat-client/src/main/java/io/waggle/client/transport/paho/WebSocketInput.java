package io.waggle.client.transport.paho;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of the server's binary frames, as one stream. Belongs to the thread that reads. */
final class WebSocketInput extends InputStream {

    private static final int CONTINUATION = 0x0;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    private final DataInputStream in;
    private final PingListener pings;
    private long remaining;
    private boolean closed;

    WebSocketInput(InputStream in, PingListener pings) {
        this.in = new DataInputStream(in);
        this.pings = pings;
    }

    /** Hears of pings, which want an answer with the same payload. */
    interface PingListener {
        void ping(byte[] payload) throws IOException;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (remaining == 0) {
            if (closed || !nextFrame()) {
                closed = true;
                return -1;
            }
        }
        int count = in.read(buffer, offset, (int) Math.min(length, remaining));
        if (count < 0) {
            throw new EOFException("the server closed within a WebSocket frame");
        }
        remaining -= count;
        return count;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(remaining, in.available());
    }

    /** Answers whether the stream goes on. */
    private boolean nextFrame() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        int opcode = first & 0xF;
        long length = length(in.readUnsignedByte());
        switch (opcode) {
            case CONTINUATION, BINARY -> remaining = length;
            case PING -> pings.ping(control(length));
            case PONG -> control(length);
            case CLOSE -> {
                return false;
            }
            default -> throw new IOException("a WebSocket frame of kind " + opcode);
        }
        return true;
    }

    private long length(int second) throws IOException {
        if (second > LONG_LENGTH) {
            throw new IOException("a masked WebSocket frame from a server");
        }
        long length = second == LONG_LENGTH ? in.readLong() : second == SHORT_LENGTH ? in.readUnsignedShort() : second;
        if (length < 0) {
            throw new IOException("a WebSocket frame of impossible length");
        }
        return length;
    }

    private byte[] control(long length) throws IOException {
        if (length > MAX_CONTROL_BYTES) {
            throw new IOException("a WebSocket control frame of " + length + " bytes");
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }
}
