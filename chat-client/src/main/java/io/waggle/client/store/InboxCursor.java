package io.waggle.client.store;

import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;

/** Where this device is in its inbox: everything up to the sequence is stored here. */
public record InboxCursor(Epoch epoch, InboxSequence last) {

    /** Of a device that never connected. */
    public static final InboxCursor START = new InboxCursor(Epoch.NONE, InboxSequence.NONE);
}
