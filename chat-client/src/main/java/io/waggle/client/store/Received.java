package io.waggle.client.store;

import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.SendOutcome;
import java.util.List;

/**
 * What a frame's rows turned out to be, once they are stored.
 *
 * @param messages how many messages were new
 * @param changes what moved among our own messages
 * @param outcomes what the server said of our own messages, in its order
 * @param missed marks that this inbox was full
 * @param unknown how many rows are of a kind that this version does not know
 * @param unreadable rows that nobody can read
 */
public record Received(
        int messages,
        List<StatusChange> changes,
        List<SendOutcome> outcomes,
        List<Missed> missed,
        int unknown,
        List<InboxReject> unreadable) {

    public Received {
        changes = List.copyOf(changes);
        outcomes = List.copyOf(outcomes);
        missed = List.copyOf(missed);
        unreadable = List.copyOf(unreadable);
    }
}
