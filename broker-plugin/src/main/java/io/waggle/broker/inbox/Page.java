package io.waggle.broker.inbox;

import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.InboxItem;
import java.util.List;

/**
 * Some rows of an inbox.
 *
 * @param last the place the page reaches: the last item's, or further if rows whose lifetime ended follow it
 * @param more whether rows follow that were there when it was read
 */
public record Page(List<InboxItem> items, InboxSequence last, boolean more) {

    public Page {
        items = List.copyOf(items);
    }
}
