package io.waggle.client;

import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.Welcome;

/** What a frame to this server may hold: the protocol's bounds, or less if the server said so. */
record FrameLimits(
        int frameBytes,
        int frameItems,
        int contentBytes,
        int recipientAccounts,
        int unacknowledgedRows,
        boolean groups,
        int presenceWatches) {

    private static final int ROWS = 1_000;

    static final FrameLimits PROTOCOL = new FrameLimits(
            ProtocolLimits.FRAME_BYTES,
            ProtocolLimits.FRAME_ITEMS,
            ProtocolLimits.CONTENT_BYTES,
            ProtocolLimits.RECIPIENT_ACCOUNTS,
            ROWS,
            false,
            0);

    static FrameLimits of(Welcome.Limits limits) {
        return new FrameLimits(
                lower(limits.frameBytes(), PROTOCOL.frameBytes),
                lower(limits.frameItems(), PROTOCOL.frameItems),
                lower(limits.contentBytes(), PROTOCOL.contentBytes),
                lower(limits.recipientAccounts(), PROTOCOL.recipientAccounts),
                lower(limits.unacknowledgedRows(), ROWS),
                limits.groupMembers() > 0,
                Math.min(limits.presenceWatches(), ProtocolLimits.PRESENCE_WATCHES));
    }

    private static int lower(int said, int protocol) {
        return said > 0 ? Math.min(said, protocol) : protocol;
    }
}
