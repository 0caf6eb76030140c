package io.waggle.protocol.content;

import io.waggle.protocol.TransferId;

/**
 * How far the new device is.
 *
 * @param stored every chunk up to this one is stored, 0 to {@value ContentLimits#NUMBER}; 0: none yet
 * @param cancelled the new device wants no more
 */
public record HistoryProgress(TransferId transfer, int stored, boolean cancelled) implements Own {

    /** Takes what is within the bounds. @throws IllegalArgumentException if it is not */
    public HistoryProgress {
        Bounds.number(ContentFault.BAD_HISTORY, "HistoryProgress.stored", stored, 0, ContentLimits.NUMBER);
    }
}
