package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.SendOutcome;
import java.util.List;
import java.util.Set;

/**
 * What a frame's rows turned out to be, once they are stored.
 *
 * @param messages how many messages were new
 * @param touched conversations of which something else is shown now
 * @param changes what moved among our own messages
 * @param outcomes what the server said of our own messages, in its order
 * @param missed marks that this inbox was full
 * @param unknown how many rows are of a kind that this version does not know
 * @param groups whether there may be something to ask about groups
 * @param groupAnswers whether there was an answer to such a question
 * @param transfers of history that have moved
 * @param calls what happened in calls
 * @param said how many messages of this device are stored beside, for calls
 * @param unreadable rows that nobody can read
 */
public record Received(
        int messages,
        Set<ConversationId> touched,
        List<StatusChange> changes,
        List<SendOutcome> outcomes,
        List<Missed> missed,
        int unknown,
        boolean groups,
        boolean groupAnswers,
        List<HistoryTransfer> transfers,
        List<CallEvent> calls,
        int said,
        List<InboxReject> unreadable) {

    public Received {
        touched = Set.copyOf(touched);
        changes = List.copyOf(changes);
        outcomes = List.copyOf(outcomes);
        missed = List.copyOf(missed);
        transfers = List.copyOf(transfers);
        calls = List.copyOf(calls);
        unreadable = List.copyOf(unreadable);
    }
}
