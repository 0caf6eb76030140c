package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.client.fake.Texts;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.InboxCursor;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.Hello;
import io.waggle.protocol.frame.InboxAck;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.Missed;
import io.waggle.protocol.frame.OutboxFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceivingTest extends SimulatedWorld {

    @Test
    void whatWaitedArrivesInOrderAndThenTheClientIsOnline() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        bob.core.disconnect();
        letTimePass();
        List<String> texts = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
        texts.forEach(text -> ann.send(BOB, text));
        letTimePass();
        bob.listener.connection.clear();

        bob.connect();
        letTimePass();

        assertThat(bob.listener.texts()).isEqualTo(texts);
        assertThat(bob.listener.connection).endsWith(ConnectionState.SYNCING, ConnectionState.ONLINE);
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void rowsAreAcknowledgedAtMostFiftyOrTwoHundredMillisecondsLate() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        bob.core.disconnect();
        letTimePass();
        IntStream.range(0, 400).forEach(i -> ann.send(BOB, "m" + i));
        letTimePass();
        frames.clear();

        bob.connect();
        letTimePass();

        assertThat(items(InboxAck.class)).hasSizeBetween(2, 400 / 50 + 1);
        frames.clear();
        ann.send(BOB, "one more");
        simulation.run(Duration.ofMillis(150));
        assertThat(simulation.server.waitingFor(BOB)).isEqualTo(1);
        assertThat(items(InboxAck.class)).isEmpty();
        simulation.run(Duration.ofMillis(100));
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void aServerWithASmallWindowIsNotMadeToWait() {
        simulation.server.setUnacknowledgedRows(4);
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        IntStream.range(0, 200).forEach(i -> ann.send(BOB, "m" + i));

        simulation.run(Duration.ofSeconds(3));

        assertThat(bob.listener.messages).hasSize(200);
    }

    @Test
    void rowsThatComeAgainAreShownOnceAndAcknowledgedAgain() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        frames.clear();
        ann.send(BOB, "hello");
        simulation.run(Duration.ofMillis(50));

        simulation.server.redeliver(BOB);
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("teach", "hello");
        assertThat(bob.received(ANN_AND_BOB)).containsExactly("teach", "hello");
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void aGapIsClosedByGreetingAgain() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "one");
        letTimePass();
        simulation.server.holdInbox(BOB, true);
        ann.send(BOB, "two");
        ann.send(BOB, "three");
        letTimePass();
        simulation.server.skip(BOB);
        simulation.server.holdInbox(BOB, false);
        frames.clear();

        ann.send(BOB, "four");
        letTimePass();

        assertThat(items(Hello.class)).hasSize(1);
        assertThat(bob.listener.texts()).containsExactly("one", "two", "three", "four");
    }

    @Test
    void aResetInboxIsAdoptedAndTold() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        IntStream.range(0, 20).forEach(i -> ann.send(BOB, "m" + i));
        letTimePass();

        simulation.server.resetInbox(BOB);
        letTimePass();
        ann.send(BOB, "after");
        letTimePass();

        assertThat(bob.listener.notices).containsExactly(new Notice.InboxReset());
        assertThat(bob.listener.texts()).hasSize(21).endsWith("after");
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void aLostStoreIsNoticedAndNothingIsInventedInItsPlace() throws IOException {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "before");
        letTimePass();
        bob.kill();
        Files.delete(bob.file);
        bob.begin(new Recorder());

        bob.connect();
        letTimePass();
        ann.send(BOB, "after");
        letTimePass();

        assertThat(bob.listener.notices).containsExactly(new Notice.StoreBehind());
        assertThat(bob.listener.texts()).containsExactly("after");
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void anOlderStoreIsNoticed() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "one");
        ann.send(BOB, "two");
        letTimePass();
        bob.core.disconnect();
        letTimePass();
        InboxCursor cursor = bob.store.cursor();
        bob.kill();
        bob.begin(new Recorder());
        bob.kill();
        try (ClientStore store = ClientStore.open(io.waggle.client.store.sqlite.FastDatabases.open(bob.file), BOB)) {
            store.moveCursor(new InboxCursor(cursor.epoch(), new InboxSequence(1)));
        }
        bob.begin(new Recorder());

        bob.connect();
        letTimePass();

        assertThat(bob.listener.notices).containsExactly(new Notice.StoreBehind());
        assertThat(bob.store.cursor()).isEqualTo(cursor);
    }

    @Test
    void theFirstConnectionOfADeviceIsNothingToTell() {
        SimulatedClient bob = online(BOB);

        assertThat(bob.listener.notices).isEmpty();
    }

    @Test
    void aMessageThatIsDeliveredUnderTwoSequencesIsShownOnce() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        MessageId id = ann.send(BOB, "hello");
        letTimePass();

        simulation.server.append(
                BOB, new io.waggle.protocol.frame.Message(id, ANN, ANN_AND_BOB, Texts.bytes("hello"), Instant.EPOCH));
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("hello");
        assertThat(bob.received(ANN_AND_BOB)).containsExactly("hello");
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void rowsOfANewerKindAreKeptAndAcknowledged() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        simulation.server.append(BOB, new InboxItem.Unknown());
        ann.send(BOB, "hello");
        letTimePass();

        assertThat(bob.listener.notices).containsExactly(new Notice.UnknownRows(1));
        assertThat(bob.listener.texts()).containsExactly("hello");
        assertThat(simulation.server.waitingFor(BOB)).isZero();
        assertThat(items(InboxReject.class)).isEmpty();
    }

    @Test
    void aRowThatNobodyCanReadIsRefusedAndTheOthersArrive() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        bob.core.disconnect();
        letTimePass();
        ann.send(BOB, "one");
        MessageId bad = ann.send(BOB, "bad");
        ann.send(BOB, "three");
        letTimePass();
        simulation.server.poison(BOB, bad);

        bob.connect();
        letTimePass();

        assertThat(bob.listener.texts()).containsExactly("teach", "one", "three");
        assertThat(bob.listener.notices).hasSize(1).first().isInstanceOf(Notice.RowRejected.class);
        assertThat(simulation.server.deadLetters(BOB)).hasSize(1);
        assertThat(ann.state(bad)).isEqualTo("FAILED (REJECTED)");
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void aRowIsRefusedAlsoIfTheProcessDiesInBetween() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "teach");
        letTimePass();
        bob.transport.swallow = () -> true;
        simulation.server.holdInbox(BOB, true);
        MessageId bad = ann.send(BOB, "bad");
        letTimePass();
        simulation.server.poison(BOB, bad);
        simulation.server.holdInbox(BOB, false);
        simulation.run(Duration.ofMillis(500));
        assertThat(simulation.server.deadLetters(BOB)).isEmpty();
        bob.kill();
        bob.transport.swallow = () -> false;

        bob.begin(new Recorder());
        bob.connect();
        letTimePass();

        assertThat(simulation.server.deadLetters(BOB)).hasSize(1);
        assertThat(ann.state(bad)).isEqualTo("FAILED (REJECTED)");
        OutboxFrame greeting = frames.stream()
                .filter(frame -> frame.items().stream().anyMatch(InboxReject.class::isInstance))
                .findFirst()
                .orElseThrow();
        assertThat(greeting.items()).hasExactlyElementsOfTypes(InboxReject.class, Hello.class);
    }

    @Test
    void aFrameThatCannotBeReadAtAllEndsTheConnection() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);

        simulation.server.inject(BOB, "not a frame".getBytes(StandardCharsets.UTF_8));
        simulation.run(Duration.ofMinutes(1));
        ann.send(BOB, "hello");
        letTimePass();

        assertThat(bob.transport.logins).hasSize(2);
        assertThat(bob.listener.texts()).containsExactly("hello");
    }

    @Test
    void messagesThatWereMissedAreTold() {
        SimulatedClient bob = online(BOB);
        Instant since = Instant.parse("2026-01-01T00:00:00Z");

        simulation.server.append(BOB, new Missed(since));
        letTimePass();

        assertThat(bob.listener.notices).containsExactly(new Notice.MessagesMissed(since));
    }

    @Test
    void aStoreThatFailsLosesNothing() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "one");
        letTimePass();
        bob.database.fail(true);

        ann.send(BOB, "two");
        simulation.run(Duration.ofSeconds(10));
        assertThat(simulation.server.waitingFor(BOB)).isEqualTo(1);
        bob.database.fail(false);
        simulation.run(Duration.ofMinutes(1));

        assertThat(bob.listener.texts()).containsExactly("one", "two");
        assertThat(bob.listener.notices).isNotEmpty().allMatch(notice -> notice instanceof Notice.StoreFailed);
        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }

    @Test
    void theLastAcknowledgementGoesOutBeforeGoodBye() {
        SimulatedClient ann = online(ANN);
        SimulatedClient bob = online(BOB);
        ann.send(BOB, "hello");
        simulation.runUntil("bob has it", () -> bob.listener.messages.size() == 1);

        bob.core.disconnect();
        letTimePass();

        assertThat(simulation.server.waitingFor(BOB)).isZero();
    }
}
