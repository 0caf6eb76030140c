package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import java.util.List;
import java.util.Set;

/**
 * What a step in a call led to.
 *
 * @param events what happened
 * @param signals what is to be said; none: the step could not be taken
 * @param touched conversations of which something else is shown now
 */
public record CallStep(List<CallEvent> events, List<Draft> signals, Set<ConversationId> touched) {

    public CallStep {
        events = List.copyOf(events);
        signals = List.copyOf(signals);
        touched = Set.copyOf(touched);
    }
}
