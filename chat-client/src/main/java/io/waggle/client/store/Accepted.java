package io.waggle.client.store;

import io.waggle.protocol.Address;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import java.util.List;
import java.util.Optional;

/**
 * A message that the server accepted.
 *
 * @param after the last row of the inbox when it was; nothing if the server did not say
 * @param devices whom the accepted attempt named: what tells later whether every device of an account has lost it
 */
public record Accepted(MessageId id, Optional<InboxSequence> after, List<Address> devices) {

    public Accepted {
        devices = List.copyOf(devices);
    }
}
