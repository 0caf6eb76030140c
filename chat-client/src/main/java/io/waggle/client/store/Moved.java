package io.waggle.client.store;

import io.waggle.protocol.ConversationId;
import java.util.List;
import java.util.Set;

/**
 * What a step of the store moved.
 *
 * @param statuses of our own messages, in order
 * @param touched conversations of which something else is shown now
 */
public record Moved(List<StatusChange> statuses, Set<ConversationId> touched) {

    /** Nothing. */
    public static final Moved NOTHING = new Moved(List.of(), Set.of());

    public Moved {
        statuses = List.copyOf(statuses);
        touched = Set.copyOf(touched);
    }
}
