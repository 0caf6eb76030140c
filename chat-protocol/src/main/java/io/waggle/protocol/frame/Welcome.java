package io.waggle.protocol.frame;

import io.waggle.protocol.InboxSequence;
import java.time.Duration;
import java.time.Instant;

/**
 * The answer to {@link Hello}.
 *
 * @param acknowledged rows up to here are gone; higher than what the device said: it lost its store
 */
public record Welcome(InboxSequence acknowledged, Instant serverTime, Limits limits) {

    /**
     * What this server allows.
     *
     * @param unacknowledgedRows rows in flight before the server waits for an {@link InboxAck}
     * @param groupMembers members of a group; 0: the server knows no groups
     * @param presenceWatches accounts of a {@link WatchPresence}; 0: the server knows no presence
     */
    public record Limits(
            int frameBytes,
            int frameItems,
            int contentBytes,
            int recipientAccounts,
            Duration maximumExpiry,
            int unacknowledgedRows,
            int groupMembers,
            int presenceWatches) {

        /** Of a server that knows no presence. */
        public Limits(
                int frameBytes,
                int frameItems,
                int contentBytes,
                int recipientAccounts,
                Duration maximumExpiry,
                int unacknowledgedRows,
                int groupMembers) {
            this(
                    frameBytes,
                    frameItems,
                    contentBytes,
                    recipientAccounts,
                    maximumExpiry,
                    unacknowledgedRows,
                    groupMembers,
                    0);
        }
    }
}
