package io.waggle.protocol.content;

import java.util.List;

/**
 * What one device did and the others show too.
 *
 * @param items 1 to {@value ContentLimits#SYNC_ITEMS}. Those of a kind that is not known are left out when it is read
 */
public record DeviceSync(List<SyncItem> items) implements Own {

    /** Takes items within the bounds. @throws IllegalArgumentException if they are not */
    public DeviceSync {
        items = List.copyOf(items);
        Bounds.count(ContentFault.BAD_SYNC, "DeviceSync.items", items.size(), 1, ContentLimits.SYNC_ITEMS);
    }
}
