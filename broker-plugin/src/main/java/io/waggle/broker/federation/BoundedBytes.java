package io.waggle.broker.federation;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, which fails and is read no further as soon as it is longer than it may be. Driven by one thread at a
 * time, as Reactive Streams has it.
 */
final class BoundedBytes implements BodySubscriber<byte[]> {

    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private final IOException tooMany;
    private long allowance;
    private Flow.@Nullable Subscription subscription;

    /**
     * @param limit bytes
     * @param tooMany what it fails with
     */
    BoundedBytes(long limit, IOException tooMany) {
        allowance = limit;
        this.tooMany = tooMany;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return bytes.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        bytes.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (allowance < 0) {
            return;
        }
        allowance -= buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (allowance >= 0) {
            bytes.onNext(buffers);
        } else if (subscription != null) {
            subscription.cancel();
            bytes.onError(tooMany);
        }
    }

    @Override
    public void onError(Throwable failure) {
        bytes.onError(failure);
    }

    @Override
    public void onComplete() {
        bytes.onComplete();
    }
}
