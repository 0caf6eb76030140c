package io.waggle.protocol.content;

import com.google.protobuf.ByteString;
import io.waggle.protocol.TransferId;

/**
 * A part of what was said before, from the device that was chosen to the new one.
 *
 * @param number 1 to {@value ContentLimits#NUMBER}, dense
 * @param sealed encrypted, 1 to {@value ContentLimits#SEALED_BYTES} bytes
 * @param last no chunk follows
 */
public record HistoryChunk(TransferId transfer, int number, ByteString sealed, boolean last) implements Own {

    /** Takes a part within the bounds. @throws IllegalArgumentException if it is not */
    public HistoryChunk {
        Bounds.number(ContentFault.BAD_HISTORY, "HistoryChunk.number", number, 1, ContentLimits.NUMBER);
        Bounds.count(ContentFault.BAD_HISTORY, "HistoryChunk.sealed", sealed.size(), 1, ContentLimits.SEALED_BYTES);
    }
}
