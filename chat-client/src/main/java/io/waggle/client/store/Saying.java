package io.waggle.client.store;

import io.waggle.protocol.MessageId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How what the client says by itself goes out. It is stored with what it is said for, so that neither is there without the other.
 *
 * @param ids of what goes out
 * @param attempted as for {@link ClientStore#enqueue}
 */
public record Saying(Supplier<MessageId> ids, Optional<Instant> attempted) {}
