package io.waggle.client.store;

import io.waggle.protocol.Address;
import io.waggle.protocol.MessageId;
import java.util.List;

/**
 * A message that the server accepted.
 *
 * @param devices whom the accepted attempt named: what tells later whether every device of an account has lost it
 */
public record Accepted(MessageId id, List<Address> devices) {

    public Accepted {
        devices = List.copyOf(devices);
    }
}
