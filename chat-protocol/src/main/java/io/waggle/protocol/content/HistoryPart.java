package io.waggle.protocol.content;

import java.util.List;

/**
 * What a {@link HistoryChunk} holds, once it is opened.
 *
 * @param topRow the row behind which nothing is sent, the same in all chunks of a transfer
 * @param topOrder the highest order of what the sending device itself had sent, the same in all chunks of a transfer
 * @param entries in order
 */
public record HistoryPart(long topRow, long topOrder, List<HistoryEntry> entries) {

    /** What a part may take, bytes: with what encryption adds it fits a chunk. */
    public static final int BYTES = ContentLimits.SEALED_BYTES - 64;

    public HistoryPart {
        entries = List.copyOf(entries);
    }
}
