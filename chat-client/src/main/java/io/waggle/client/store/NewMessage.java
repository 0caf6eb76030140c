package io.waggle.client.store;

import io.waggle.protocol.MessageId;
import java.time.Instant;

/** A draft that has got its id and its time. */
public record NewMessage(MessageId id, Instant at, Draft draft) {}
