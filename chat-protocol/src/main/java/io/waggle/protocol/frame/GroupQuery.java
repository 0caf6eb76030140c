package io.waggle.protocol.frame;

import io.waggle.protocol.ConversationId;
import java.util.List;

/**
 * Asks for the state of groups; the answers are rows of the asking device's inbox.
 *
 * @param groups none twice, at most {@link io.waggle.protocol.ProtocolLimits#GROUP_QUERY_GROUPS}; a {@link GroupState} answers
 *     each. Empty: a {@link GroupList} answers
 */
public record GroupQuery(List<ConversationId> groups) implements OutboxItem {

    public GroupQuery {
        groups = List.copyOf(groups);
    }
}
