package io.waggle.client;

import io.waggle.protocol.MessageId;
import java.util.concurrent.CompletableFuture;

/**
 * A message that was given to the client.
 *
 * @param id its id from now on, in status changes and in the history
 * @param stored completes when the message is on disk and will be sent whatever happens; before that, the end of the
 *     process loses it. Fails with {@link OutboxFullException} or {@link io.waggle.client.store.StoreException}. Completes
 *     on the client's own thread: what hangs on it must not wait for the client
 */
public record SendHandle(MessageId id, CompletableFuture<Void> stored) {}
