package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import java.util.List;
import java.util.Set;

/**
 * What a step in a call led to.
 *
 * @param events what happened
 * @param said how many messages of this device are stored for it; 0: the step could not be taken
 * @param touched conversations of which something else is shown now
 */
public record CallStep(List<CallEvent> events, int said, Set<ConversationId> touched) {

    public CallStep {
        events = List.copyOf(events);
        touched = Set.copyOf(touched);
    }
}
