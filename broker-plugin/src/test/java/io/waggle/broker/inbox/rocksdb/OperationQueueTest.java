package io.waggle.broker.inbox.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // a wake-up that is lost is one of an hour
class OperationQueueTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final OperationQueue queue = new OperationQueue(1024, 100, LONG);

    /** Only counts. */
    private static final class Item extends Operation<Integer> {

        private final boolean canWait;
        private final int producer;
        private final int number;

        Item(int producer, int number, long bytes, boolean canWait) {
            super(bytes);
            this.producer = producer;
            this.number = number;
            this.canWait = canWait;
        }

        @Override
        boolean canWait() {
            return canWait;
        }

        @Override
        Integer apply(Commit commit) {
            return number;
        }
    }

    private static Item urgent(long bytes) {
        return new Item(0, 0, bytes, false);
    }

    private static Item patient() {
        return new Item(0, 0, 0, true);
    }

    /** A thread that waits in the queue. */
    private final class Taker {

        private final CompletableFuture<@Nullable Void> returned = new CompletableFuture<>();
        private final Thread thread = new Thread(() -> {
            try {
                queue.await(LONG);
                returned.complete(null);
            } catch (InterruptedException e) {
                returned.completeExceptionally(e);
            }
        });

        Taker() {
            thread.setDaemon(true);
            thread.start();
        }

        void sleeps() {
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }
    }

    @Test
    void anOperationThatSomebodyWaitsForWakes() throws Exception {
        Taker taker = new Taker();
        taker.sleeps();

        Item urgent = urgent(0);
        assertThat(queue.offer(urgent)).isTrue();

        taker.returned.get(10, TimeUnit.SECONDS);
        assertThat(queue.poll()).isSameAs(urgent);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void oneThatCanWaitGoesAlongWithTheNextAndIsNotOvertaken() throws Exception {
        Taker taker = new Taker();
        taker.sleeps();

        Item patient = patient();
        assertThat(queue.offer(patient)).isTrue();
        taker.sleeps();
        assertThat(taker.returned).isNotDone();
        Item urgent = urgent(0);
        assertThat(queue.offer(urgent)).isTrue();

        taker.returned.get(10, TimeUnit.SECONDS);
        assertThat(queue.poll()).isSameAs(patient);
        assertThat(queue.poll()).isSameAs(urgent);
    }

    @Test
    void oneThatCanWaitDoesNotDoSoForever() throws Exception {
        OperationQueue impatient = new OperationQueue(16, 100, Duration.ofMillis(1));
        assertThat(impatient.offer(patient())).isTrue();

        impatient.await(LONG);

        assertThat(impatient.poll()).isNotNull();
    }

    @Test
    void waitingEndsWhereNothingComes() throws Exception {
        queue.await(Duration.ofMillis(1));

        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void nobodyWaitsOnceItIsClosed() throws Exception {
        Taker taker = new Taker();
        taker.sleeps();

        queue.close();

        taker.returned.get(10, TimeUnit.SECONDS);
        queue.await(LONG);
    }

    @Test
    void anInterruptEndsTheWaiting() {
        Taker taker = new Taker();
        taker.sleeps();

        taker.thread.interrupt();

        assertThatThrownBy(() -> taker.returned.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void contentIsBoundedButOneLargeOneFits() {
        assertThat(queue.offer(urgent(1_000))).isTrue();
        assertThat(queue.offer(urgent(1))).isFalse();
        assertThat(queue.size()).isEqualTo(1);

        assertThat(queue.poll()).isNotNull();
        assertThat(queue.offer(urgent(60))).isTrue();
        assertThat(queue.offer(urgent(41))).isFalse();
        assertThat(queue.offer(urgent(40))).isTrue();

        assertThat(queue.poll()).isNotNull();
        assertThat(queue.poll()).isNotNull();
        new Taker().sleeps(); // what was refused does not count
    }

    @Test
    void noWakeUpIsLost() throws Exception {
        int producers = 3;
        int each = 100_000;
        for (int p = 0; p < producers; p++) {
            int producer = p;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    Item item = new Item(producer, i, 0, i % 3 != 0 && i < each - 1);
                    while (!queue.offer(item)) {
                        Thread.onSpinWait();
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        List<Integer> next = new ArrayList<>(List.of(0, 0, 0));
        for (int taken = 0; taken < producers * each; ) {
            queue.await(LONG);
            for (Item item = (Item) queue.poll(); item != null; item = (Item) queue.poll()) {
                assertThat(item.number).isEqualTo(next.get(item.producer));
                next.set(item.producer, item.number + 1);
                taken++;
            }
        }

        assertThat(next).containsOnly(each);
    }
}
