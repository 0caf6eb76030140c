package io.waggle.broker.ingest;

import io.waggle.broker.inbox.Decision;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Keeps what one connection says in its order where some of it cannot be handed in at once: what comes behind waits for it. One
 * caller at a time, as the packets of a connection come; nearly always it does nothing.
 */
final class Order {

    /** What was handed in last and had to wait, or waited behind such a thing. */
    private volatile CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    /** Whether something may be handed in at once. */
    boolean isFree() {
        return last.isDone();
    }

    /** Hands it in when everything before it has been decided, or has failed. */
    CompletableFuture<Decision> behind(Supplier<CompletableFuture<Decision>> handIn) {
        CompletableFuture<Decision> next = last.handle((done, failure) -> null).thenCompose(nothing -> handIn.get());
        last = next;
        return next;
    }
}
