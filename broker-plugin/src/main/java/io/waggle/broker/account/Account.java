package io.waggle.broker.account;

import io.waggle.protocol.AccountId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person here.
 *
 * @param suspendedAt since when the operator lets none of its devices in; null: it is as usual
 */
public record Account(
        AccountId id, Instant createdAt, @Nullable Instant suspendedAt) {

    public boolean isSuspended() {
        return suspendedAt != null;
    }
}
