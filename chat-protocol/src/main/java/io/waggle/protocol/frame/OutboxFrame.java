package io.waggle.protocol.frame;

import java.util.List;

/**
 * What one PUBLISH of a device carries.
 *
 * @param items 1 to {@link io.waggle.protocol.ProtocolLimits#FRAME_ITEMS}
 */
public record OutboxFrame(List<OutboxItem> items) {

    public OutboxFrame {
        items = List.copyOf(items);
    }

    public static OutboxFrame of(OutboxItem... items) {
        return new OutboxFrame(List.of(items));
    }
}
