package io.waggle.protocol.frame;

import io.waggle.protocol.AccountId;
import java.util.List;

/**
 * The accounts whose presence the connection wants to be told, in place of those that it named before. Forgotten with the
 * connection.
 *
 * @param accounts none twice, at most {@link io.waggle.protocol.ProtocolLimits#PRESENCE_WATCHES}. Empty: nothing more is told
 */
public record WatchPresence(List<AccountId> accounts) implements OutboxItem {

    public WatchPresence {
        accounts = List.copyOf(accounts);
    }
}
