package io.waggle.broker.inbox.rocksdb;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * One thing to be done to the store: handed to the commit thread, applied to a commit there, completed when that is on disk.
 *
 * @param <T> what its future completes with
 */
abstract class Operation<T> {

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final long bytes;
    private @Nullable T value;
    private @Nullable RuntimeException refusal;

    /** Takes the content bytes it holds while it waits. */
    Operation(long bytes) {
        this.bytes = bytes;
    }

    /**
     * Whether it must be the only one of its commit: because it takes out single rows that it finds by reading, which another
     * operation of the same commit would find as well.
     */
    boolean isAlone() {
        return false;
    }

    /** Whether nobody waits for it, so that it may wait a moment for others. */
    boolean canWait() {
        return false;
    }

    final CompletableFuture<T> result() {
        return result;
    }

    final long bytes() {
        return bytes;
    }

    /** On the commit thread. */
    final void applyTo(Commit commit) throws RocksDBException {
        try {
            value = apply(commit);
        } catch (OperationRefused e) {
            refusal = e.reason();
        }
    }

    /**
     * Does it, and says what to complete with.
     *
     * @throws OperationRefused if it cannot be done now; nothing may have been written yet
     */
    abstract T apply(Commit commit) throws RocksDBException, OperationRefused;

    /** After the commit, on the commit thread. */
    final void complete() {
        if (refusal != null) {
            result.completeExceptionally(refusal);
        } else {
            result.complete(value);
        }
    }

    final void fail(RuntimeException cause) {
        result.completeExceptionally(cause);
    }
}
