package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.fake.Texts;
import io.waggle.client.store.StatusChange;
import io.waggle.protocol.MessageId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListenerTest extends SimulatedWorld {

    @Test
    void whatIsNotAcknowledgedComesAgainInTheNextProcessInOrder() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        IntStream.range(0, 6).forEach(i -> ann.send(BOB, "m" + i));
        letTimePass();
        var one = bob.core.acknowledge(bob.listener.messages.get(1));
        var four = bob.core.acknowledge(bob.listener.messages.get(4));
        letTimePass();
        assertThat(one.toCompletableFuture()).isCompleted();
        assertThat(four.toCompletableFuture()).isCompleted();

        bob.kill();
        bob.begin(new Recorder());
        letTimePass();
        assertThat(bob.listener.texts()).containsExactly("m0", "m2", "m3", "m5");
        bob.acknowledgeAll();
        letTimePass();
        bob.kill();
        bob.begin(new Recorder());
        letTimePass();

        assertThat(bob.listener.texts()).isEmpty();
    }

    @Test
    void whatWasNotAcknowledgedComesBeforeWhatIsNew() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "old");
        letTimePass();
        bob.kill();
        ann.send(BOB, "new");
        letTimePass();

        bob.begin(new Recorder());
        bob.connect();
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("old", "new");
    }

    @Test
    void aListenerThatThrowsIsReportedAndGoesOn() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        bob.listener.onMessage = message -> {
            if (Texts.of(message).equals("two")) {
                throw new IllegalArgumentException("cannot show this");
            }
        };

        List.of("one", "two", "three").forEach(text -> ann.send(BOB, text));
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("one", "two", "three");
        assertThat(bob.listener.notices)
                .hasSize(1)
                .first()
                .satisfies(notice ->
                        assertThat(((Notice.ListenerFailed) notice).failure()).hasMessage("cannot show this"));
        assertThat(bob.isOnline()).isTrue();
    }

    @Test
    void aSlowListenerGetsEveryMessageInTheEndAndHoldsNobodyUp() {
        Queue<Runnable> slow = new ArrayDeque<>();
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB, options -> options.withListenerExecutor(slow::add));
        IntStream.range(0, 700).forEach(i -> ann.send(BOB, "m" + i));
        letTimePass();
        assertThat(bob.listener.texts()).isEmpty();
        assertThat(simulation.server.waitingFor(BOB)).isZero();

        runAll(slow);

        assertThat(bob.listener.texts())
                .isEqualTo(IntStream.range(0, 700).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void eventsInExcessAreDroppedAndCountedButNoMessageIs() {
        Queue<Runnable> slow = new ArrayDeque<>();
        SimulatedClient bob = online(BOB);
        SimulatedClient ann =
                online(ANN, options -> options.withListenerExecutor(slow::add).withLimits(1_000, 20));
        List<MessageId> ids =
                IntStream.range(0, 100).mapToObj(i -> ann.send(BOB, "m" + i)).toList();
        bob.send(ANN, "hello");
        letTimePass();

        runAll(slow);

        assertThat(ann.listener.changes).hasSize(20);
        assertThat(ann.listener.notices).containsExactly(new Notice.EventsDropped(3 * 100 - 20));
        assertThat(ann.listener.texts()).containsExactly("hello");
        assertThat(ids).allSatisfy(id -> assertThat(ann.state(id)).isEqualTo("DELIVERED"));
    }

    @Test
    void aListenerMayCallTheClient() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        bob.listener.onMessage = message -> {
            bob.send(ANN, "echo of " + Texts.of(message));
            var unused = bob.core.acknowledge(message);
        };

        ann.send(BOB, "hello");
        letTimePass();

        assertThat(ann.listener.texts()).containsExactly("echo of hello");
    }

    @Test
    void aChangeIsToldOnlyWhenItIsOnDisk() {
        SimulatedClient ann = online(ANN);
        online(BOB);
        boolean[] always = {true};
        WaggleListener checking = new WaggleListener() {
            @Override
            public void onStatus(StatusChange change) {
                always[0] &= !ann.store
                        .history()
                        .sent(change.id())
                        .map(message -> message.status())
                        .isEmpty();
            }
        };
        ann.listener.also = checking;

        IntStream.range(0, 50).forEach(i -> ann.send(BOB, "m" + i));
        letTimePass();

        assertThat(ann.listener.changes).hasSize(150);
        assertThat(always[0]).isTrue();
    }

    private void runAll(Queue<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
            letTimePass();
        }
    }
}
