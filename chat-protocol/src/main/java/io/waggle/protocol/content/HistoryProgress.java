package io.waggle.protocol.content;

import io.waggle.protocol.DeviceId;
import io.waggle.protocol.TransferId;
import java.util.Optional;

/**
 * How far the new device is.
 *
 * @param stored every chunk up to this one is stored, 0 to {@value ContentLimits#NUMBER}; 0: none yet
 * @param cancelled the new device wants no more
 * @param sender the device whose chunks it takes, all others stop; empty: it has none yet
 */
public record HistoryProgress(TransferId transfer, int stored, boolean cancelled, Optional<DeviceId> sender)
        implements Own {

    /** Takes what is within the bounds. @throws IllegalArgumentException if it is not */
    public HistoryProgress {
        Bounds.number(ContentFault.BAD_HISTORY, "HistoryProgress.stored", stored, 0, ContentLimits.NUMBER);
    }
}
