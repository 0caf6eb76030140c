package io.waggle.broker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckpointsTest {

    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void end() throws InterruptedException {
        gate.release(1_000);
        callers.shutdown();
        assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoeverComesWhileOneRunsWaitsForTheNextOneTogetherWithTheOthers() {
        Checkpoints checkpoints = new Checkpoints(this::checkpoint);
        CompletableFuture<Void> first = CompletableFuture.runAsync(checkpoints::await, callers);
        await().until(() -> begun.get() == 1);
        CountDownLatch arrived = new CountDownLatch(20);
        List<CompletableFuture<Void>> later = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            later.add(CompletableFuture.runAsync(
                    () -> {
                        arrived.countDown();
                        checkpoints.await();
                    },
                    callers));
        }
        await().until(() -> arrived.getCount() == 0 && checkpoints.waiting() == 20);

        gate.release();
        await().until(first::isDone);
        assertThat(later).noneMatch(CompletableFuture::isDone);
        gate.release();
        await().until(() -> later.stream().allMatch(CompletableFuture::isDone));

        assertThat(begun).hasValue(2);
    }

    @Test
    void aFailureIsToldToWhoeverRanItAndTheOthersTryAgain() {
        AtomicInteger runs = new AtomicInteger();
        Checkpoints checkpoints = new Checkpoints(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("disk full");
            }
        });

        assertThatThrownBy(checkpoints::await).hasMessage("disk full");
        checkpoints.await();
        assertThat(runs).hasValue(2);
    }

    private void checkpoint() {
        begun.incrementAndGet();
        gate.acquireUninterruptibly();
    }
}
