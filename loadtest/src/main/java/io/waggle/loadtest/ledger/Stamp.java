package io.waggle.loadtest.ledger;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the content of every message begins with, whatever system carries it: which message of which run it is, and when it
 * was meant to be sent. The rest of the content is padding.
 *
 * @param run that it belongs to: a broker may still have messages of an earlier one
 * @param stream the sender's, by its place in the ledger
 * @param number of the message in its stream
 * @param intended when it was meant to be sent, {@link System#nanoTime} of this process
 */
public record Stamp(int run, int stream, int number, long intended) {

    /** Bytes; no content is shorter. */
    public static final int BYTES = 24;

    private static final int MAGIC = 0x5761_6c54;

    /** A content of this length. @throws IllegalArgumentException if the stamp does not fit */
    public byte[] content(int length) {
        if (length < BYTES) {
            throw new IllegalArgumentException("a content of " + length + " bytes; at least " + BYTES);
        }
        byte[] content = new byte[length];
        ByteBuffer.wrap(content)
                .putInt(MAGIC)
                .putInt(run)
                .putInt(stream)
                .putInt(number)
                .putLong(intended);
        return content;
    }

    /** The stamp of a content, or nothing if this generator did not make it. */
    public static Optional<Stamp> of(ByteBuffer content) {
        int start = content.position();
        if (content.remaining() < BYTES || content.getInt(start) != MAGIC) {
            return Optional.empty();
        }
        return Optional.of(new Stamp(
                content.getInt(start + 4),
                content.getInt(start + 8),
                content.getInt(start + 12),
                content.getLong(start + 16)));
    }

    /** The same for a protobuf field. */
    public static Optional<Stamp> of(ByteString content) {
        return of(content.asReadOnlyByteBuffer());
    }
}
