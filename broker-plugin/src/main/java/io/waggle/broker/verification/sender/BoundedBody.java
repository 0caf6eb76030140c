package io.waggle.broker.verification.sender;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Throws away the body of an answer, of which only the status counts. A short one is read to its end, so that the connection
 * can be used again; of a longer one no more is read, and the connection ends. Driven by one thread at a time, as Reactive
 * Streams has it.
 */
final class BoundedBody implements BodySubscriber<Void> {

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long allowance;
    private Flow.@Nullable Subscription subscription;

    /** @param limit bytes */
    BoundedBody(long limit) {
        allowance = limit;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return done;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        allowance -= buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        Flow.Subscription current = subscription;
        if (current == null || done.isDone()) {
            return;
        }
        if (allowance < 0) {
            current.cancel();
            onComplete();
        } else {
            current.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        done.completeExceptionally(failure);
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value
    public void onComplete() {
        done.complete(null);
    }
}
