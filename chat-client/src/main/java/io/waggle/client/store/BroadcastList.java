package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.ProtocolLimits;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * People to whom the same is said, to each alone: they see a message of their own conversation, and nothing of each other. It is kept on
 * this device; what is sent by it shows on all devices, in the conversations that it went to.
 *
 * @param id given by the store
 * @param name for the person who made it, 1 to {@value ProtocolLimits#GROUP_NAME_BYTES} bytes of UTF-8
 * @param accounts 1 to {@value #MOST}, none twice
 */
public record BroadcastList(long id, String name, List<AccountId> accounts) {

    /** The most that a list may have. */
    public static final int MOST = 256;

    /** Takes a list within the bounds. @throws IllegalArgumentException if it is not */
    public BroadcastList {
        accounts = List.copyOf(accounts);
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > ProtocolLimits.GROUP_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "a name of " + bytes + " bytes, allowed are 1 to " + ProtocolLimits.GROUP_NAME_BYTES);
        }
        if (accounts.isEmpty() || accounts.size() > MOST) {
            throw new IllegalArgumentException("a list of " + accounts.size() + " accounts, allowed are 1 to " + MOST);
        }
        if (new LinkedHashSet<>(accounts).size() < accounts.size()) {
            throw new IllegalArgumentException("a list with an account twice");
        }
    }
}
