package io.waggle.loadtest.device;

import io.waggle.loadtest.ledger.Stream;
import io.waggle.protocol.Address;
import java.util.List;

/**
 * A sender and those it writes to.
 *
 * @param number its place among the run's conversations, and its stream's in the ledger
 * @param stream what becomes of its messages
 */
public record Conversation(int number, Address sender, List<Address> members, Stream stream) {

    /** Takes a copy. */
    public Conversation {
        members = List.copyOf(members);
    }
}
