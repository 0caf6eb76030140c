package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import io.waggle.protocol.TransferId;
import io.waggle.protocol.content.Own;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers what a transaction did that somebody wants to hear of. */
final class Happenings {

    private final Set<ConversationId> touched = new LinkedHashSet<>();
    private final List<OfHistory> history = new ArrayList<>();
    private final Map<TransferId, HistoryTransfer> transfers = new LinkedHashMap<>();
    private final List<CallEvent> calls = new ArrayList<>();
    private final List<Calls.Signal> signals = new ArrayList<>();
    private int messages;

    /** Something of the transfer of history between the person's devices. */
    record OfHistory(Origin origin, Own content) {}

    void message(ConversationId conversation) {
        messages++;
        touched.add(conversation);
    }

    void touched(ConversationId conversation) {
        touched.add(conversation);
    }

    void history(Origin origin, Own content) {
        history.add(new OfHistory(origin, content));
    }

    /** Something happened in a call. */
    void call(CallEvent event) {
        calls.add(event);
    }

    /** Something is to be said for a call. */
    void signal(Calls.Signal signal) {
        signals.add(signal);
    }

    /** What happened in calls, in order. */
    List<CallEvent> calls() {
        return calls;
    }

    /** What is to be said for calls, in order. */
    List<Draft> signals() {
        List<Draft> drafts = new ArrayList<>();
        signals.forEach(signal -> drafts.add(signal.draft()));
        return drafts;
    }

    /** A transfer of history has moved. */
    void transfer(HistoryTransfer transfer) {
        transfers.put(transfer.id(), transfer);
    }

    /** The transfers of history that have moved, as they are now. */
    List<HistoryTransfer> transfers() {
        return new ArrayList<>(transfers.values());
    }

    /** How many messages were new. */
    int messages() {
        return messages;
    }

    /** Conversations of which something else is shown now. */
    Set<ConversationId> touched() {
        return touched;
    }

    List<OfHistory> history() {
        return history;
    }
}
