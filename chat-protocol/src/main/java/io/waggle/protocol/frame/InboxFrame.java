package io.waggle.protocol.frame;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import java.util.List;
import java.util.Optional;

/**
 * What one PUBLISH to a device carries.
 *
 * @param after the sequence that precedes the first item; higher than the device's last means a gap
 * @param items in strictly increasing sequence
 * @param endOfBacklog everything that waited at Hello has been sent
 * @param live outside the sequence
 * @param welcome the answer to Hello
 * @param presence outside the sequence; of what is said of an account the last counts
 */
public record InboxFrame(
        Epoch epoch,
        InboxSequence after,
        List<InboxItem> items,
        boolean endOfBacklog,
        List<LiveNotice> live,
        Optional<Welcome> welcome,
        List<Presence> presence) {

    public InboxFrame {
        items = List.copyOf(items);
        live = List.copyOf(live);
        presence = List.copyOf(presence);
    }

    /** A frame that tells nothing of anybody's presence, as most do. */
    public InboxFrame(
            Epoch epoch,
            InboxSequence after,
            List<InboxItem> items,
            boolean endOfBacklog,
            List<LiveNotice> live,
            Optional<Welcome> welcome) {
        this(epoch, after, items, endOfBacklog, live, welcome, List.of());
    }
}
