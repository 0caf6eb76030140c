package io.waggle.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.DefaultEventLoopGroup;
import io.waggle.client.ClientOptions;
import io.waggle.client.Notice;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.FailureReason;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.MessageStatus;
import io.waggle.client.store.Place;
import io.waggle.client.store.ShownMessage;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.Answer;
import io.waggle.client.transport.Closed;
import io.waggle.client.transport.Connection;
import io.waggle.client.transport.ConnectionEvents;
import io.waggle.loadtest.device.Conversation;
import io.waggle.loadtest.device.Conversations;
import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.device.Loops;
import io.waggle.loadtest.ledger.Ledger;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.loadtest.ledger.Tally;
import io.waggle.loadtest.scenario.Receipts;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.frame.SendOutcome.RecipientOutcome;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A real client that reaches no server, and an application that is told by hand what a server's client would tell it. */
class ClientDeviceTest {

    private static final int OUTBOX = 3;

    private final Scenario scenario =
            Scenario.of("test", Map.of("conversations", "1", "members", "2", "client", "chat-client"));
    private final Ledger ledger = new Ledger();
    private final Conversations conversations = new Conversations(scenario, ledger);
    private final Conversation conversation = conversations.all().get(0);
    private final Loops loops = new Loops(new DefaultEventLoopGroup(1), scenario);
    private final Links links = new Links();
    private final BlockingQueue<ConnectionEvents> attempts = new LinkedBlockingQueue<>();
    private final ClientDevice sender;
    private final ClientDevice recipient;

    ClientDeviceTest(@TempDir Path databases) {
        sender = device(conversation.sender(), databases);
        recipient = device(conversation.members().get(1), databases);
    }

    private ClientDevice device(Address address, Path databases) {
        return new ClientDevice(
                ClientOptions.of(address, URI.create("tcp://127.0.0.1:1"), () -> "token")
                        .withLimits(OUTBOX, 100),
                ClientStore.open(JdbcSqliteDatabase.open(databases.resolve(address.account() + ".db")), address),
                (login, events) -> {
                    attempts.add(events);
                    return new DeadConnection();
                },
                links,
                conversations,
                loops.shareOf(0),
                Receipts.DELIVERED);
    }

    @AfterEach
    void end() {
        sender.close();
        recipient.close();
        loops.close();
    }

    private <T> T onLoop(Callable<T> task) {
        return loops.ask(loops.shareOf(0), task);
    }

    private void onLoop(Runnable task) {
        onLoop(() -> {
            task.run();
            return true;
        });
    }

    /** Sends a message, and finds out which id the client gave it. */
    private MessageId send() {
        onLoop(this::sendNow);
        await().until(() -> onLoop(sender::isQuiet));
        return last();
    }

    private MessageId last() {
        ShownMessage last = (ShownMessage)
                sender.history().timeline(conversation.id(), Place.NEWEST, 1).get(0);
        return last.message().id();
    }

    private void sendNow() {
        long now = System.nanoTime();
        sender.share().sent(now, 0);
        sender.send(conversation, now);
    }

    private void told(MessageId id, MessageState state) {
        told(id, new MessageStatus(state, Optional.empty()));
    }

    private void told(MessageId id, MessageStatus status) {
        onLoop(() -> sender.onStatus(new StatusChange(id, conversation.id(), status)));
    }

    private void missing(MessageId id) {
        RecipientOutcome missing = new RecipientOutcome(
                conversation.members().get(0).account(), Optional.empty(), Result.RECIPIENT_FULL, "");
        onLoop(() -> sender.onNotice(new Notice.NotReceived(id, conversation.id(), List.of(missing))));
    }

    private Tally tally() {
        loops.handOver();
        return ledger.tally(0, loops.counts().foreignSoFar());
    }

    @Test
    void aMessageThatIsOnlyStoredIsNotAcknowledged() {
        MessageId id = send();
        told(id, MessageState.QUEUED);

        assertThat(tally().sent()).isEqualTo(1);
        assertThat(tally().acked()).isZero();
        assertThat(tally().unanswered()).isEqualTo(1);
        assertThat(loops.counts().answeredSoFar()).isZero();
        assertThat(loops.counts().isSettled()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"SENT", "DELIVERED", "READ", "PLAYED", "EXPIRED"})
    void aMessageThatTheServerHasIsAcknowledgedOnce(MessageState state) {
        MessageId id = send();
        told(id, state);
        told(id, MessageState.READ);

        assertThat(tally().acked()).isEqualTo(1);
        assertThat(loops.counts().ackedSoFar()).isEqualTo(1);
        assertThat(tally().lost()).as("nobody has it, and nobody was excused").isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"UNKNOWN_ACCOUNT, 0, 1", "TOO_LARGE, 0, 1", "UNDECIDED, 0, 1", "REJECTED, 1, 0", "DEVICE_REMOVED, 1, 0"
    })
    void aFailureIsARefusalUnlessTheServerHadAcceptedIt(FailureReason reason, int acked, int refused) {
        MessageId id = send();
        told(id, new MessageStatus(MessageState.FAILED, Optional.of(reason)));

        assertThat(tally().acked()).isEqualTo(acked);
        assertThat(tally().refused()).isEqualTo(refused);
        assertThat(loops.counts().answeredSoFar()).isEqualTo(1);
    }

    @Test
    void aRecipientThatDoesNotGetItIsExcusedWhicheverIsToldFirst() {
        MessageId first = send();
        told(first, MessageState.SENT);
        missing(first);
        MessageId second = send();
        missing(second);
        told(second, MessageState.SENT);

        assertThat(tally().acked()).isEqualTo(2);
        assertThat(tally().refused()).isEqualTo(2);
        assertThat(tally().lost()).as("those of the other recipient").isEqualTo(2);
    }

    @Test
    void aRefusedMessageIsRefusedAsAWhole() {
        MessageId id = send();
        missing(id);
        told(id, new MessageStatus(MessageState.FAILED, Optional.of(FailureReason.UNKNOWN_ACCOUNT)));

        assertThat(tally().refused()).isEqualTo(1);
        assertThat(loops.counts().isSettled()).isTrue();
    }

    @Test
    void whatTheOutboxDoesNotTakeIsRefused() {
        for (int i = 0; i <= OUTBOX; i++) {
            onLoop(this::sendNow);
        }

        await().until(() -> tally().refused() == 1);
        assertThat(tally().sent()).isEqualTo(OUTBOX + 1);
        assertThat(tally().unanswered()).isEqualTo(OUTBOX);
    }

    @Test
    void aMessageIsDeliveredWhenTheApplicationGetsItAndAgainIsADuplicate() {
        send();
        Stamp stamp = new Stamp(ledger.run(), 0, 0, System.nanoTime());
        arrives(stamp);
        assertThat(tally().delivered()).isEqualTo(1);
        assertThat(loops.counts().deliveredSoFar()).isEqualTo(1);

        arrives(stamp);
        assertThat(tally().delivered()).isEqualTo(1);
        assertThat(tally().duplicated()).isEqualTo(1);
    }

    @Test
    void whatNobodySentIsForeignUnlessItIsOfAnotherRun() {
        arrives(new Stamp(ledger.run(), 0, 0, 0));
        arrives(new Stamp(ledger.run(), 7, 0, 0));
        arrives(new Stamp(ledger.run() + 1, 0, 0, 0));

        assertThat(tally().foreign()).isEqualTo(2);
        assertThat(tally().delivered()).isZero();
    }

    private void arrives(Stamp stamp) {
        StoredMessage message = new StoredMessage(
                1,
                new Place(1, 0),
                MessageId.create(Instant.now()),
                conversation.id(),
                conversation.sender(),
                List.of(),
                new DecodedContent.Known(StampedText.content(stamp, 0)),
                Instant.now(),
                new MessageStatus(MessageState.RECEIVED, Optional.empty()),
                false,
                false,
                0);
        onLoop(() -> recipient.onMessage(message));
    }

    @Test
    void connectionsAreCountedAsTheyHappen() throws Exception {
        sender.connect();
        ConnectionEvents refused = attempts.take();
        refused.closed(Closed.lost("no route"));
        sender.connect();
        ConnectionEvents broken = attempts.take();
        broken.opened();
        broken.closed(Closed.lost("a cut"));
        sender.connect();
        ConnectionEvents left = attempts.take();
        left.opened();
        onLoop(sender::disconnect);
        left.closed(Closed.local());

        assertThat(links.sums()).isEqualTo(new Links.Sums(2, 1, 1, Map.of("no route", 1L, "a cut", 1L)));
    }

    @Test
    void aWindowIsRefilledWithEveryAnswer() {
        onLoop(() -> sender.refill(this::sendNow, 2));
        await().until(() -> onLoop(sender::isQuiet));
        assertThat(tally().sent()).isEqualTo(2);

        told(last(), MessageState.SENT);
        assertThat(tally().sent()).isEqualTo(3);

        onLoop(() -> sender.refill(null, 0));
        await().until(() -> onLoop(sender::isQuiet));
        told(last(), MessageState.SENT);
        assertThat(tally().sent()).isEqualTo(3);
    }

    private static final class DeadConnection implements Connection {

        @Override
        public void publish(byte[] frame, Consumer<Answer> answer) {
            // nobody answers
        }

        @Override
        public void subscribe() {
            // nobody answers
        }

        @Override
        public void close() {
            // the test tells of it
        }

        @Override
        public void abort() {
            // the test tells of it
        }
    }
}
