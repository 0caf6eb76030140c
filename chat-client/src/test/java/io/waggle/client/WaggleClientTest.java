package io.waggle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waggle.client.fake.FakeServer;
import io.waggle.client.fake.MqttGateway;
import io.waggle.client.fake.Texts;
import io.waggle.client.store.BroadcastList;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.MessageState;
import io.waggle.client.store.sqlite.JdbcSqliteDatabase;
import io.waggle.client.transport.paho.PahoTransport;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.Text;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as an application has it: real threads, a real disk, real MQTT. */
class WaggleClientTest {

    private static final Address ANN = Address.of("ann", "phone");
    private static final Address BOB = Address.of("bob", "phone");
    private static final ConversationId CONVERSATION = ConversationId.direct(ANN.account(), BOB.account());

    @TempDir
    Path directory;

    private final FakeServer server = new FakeServer(new Random(1), Clock.systemUTC());
    private final MqttGateway gateway = new MqttGateway(server);
    private final List<WaggleClient> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(WaggleClient::close);
        gateway.close();
    }

    @Test
    void twoPeopleTalkAndWhatWasSaidIsThereTheNextDay() throws Exception {
        Recorder annHears = new Recorder();
        Recorder bobHears = new Recorder();
        WaggleClient ann = connected(ANN, annHears);
        WaggleClient bob = connected(BOB, bobHears);

        MessageId question = send(ann, "How are you?").id();
        await().until(() -> bobHears.messages.size() == 1);
        join(bob.acknowledge(bobHears.messages.get(0)));
        join(bob.markRead(bobHears.messages.get(0)));
        send(bob, "Fine!");
        await().until(() -> annHears.messages.size() == 1);
        await().until(() -> state(ann, question) == MessageState.READ);
        ann.close();
        bob.close();

        Recorder again = new Recorder();
        WaggleClient bobTomorrow = open(BOB, again);
        assertThat(texts(bobTomorrow)).containsExactly("How are you?", "Fine!");
        assertThat(bobTomorrow.state()).isEqualTo(ConnectionState.STOPPED);
        await().during(Duration.ofMillis(200)).until(() -> again.messages.isEmpty());
    }

    @Test
    void whatIsSaidToAListGoesToEachAlone() throws Exception {
        Address cy = Address.of("cy", "phone");
        WaggleClient ann = connected(ANN, new Recorder());
        Recorder bobHears = new Recorder();
        Recorder cyHears = new Recorder();
        connected(BOB, bobHears);
        connected(cy, cyHears);
        BroadcastList list = join(ann.createBroadcastList("Friends", List.of(BOB.account(), cy.account())));
        assertThat(ann.history().broadcastLists()).containsExactly(list);

        List<SendHandle> handles = ann.broadcast(list, Content.of(Text.of("The party is at eight")));
        await().until(() -> bobHears.messages.size() == 1 && cyHears.messages.size() == 1);

        assertThat(bobHears.messages.get(0).id()).isEqualTo(handles.get(0).id());
        assertThat(bobHears.messages.get(0).conversation()).isEqualTo(CONVERSATION);
        assertThat(cyHears.messages.get(0).conversation())
                .isEqualTo(ConversationId.direct(ANN.account(), cy.account()));
        await().until(() -> handles.stream().allMatch(handle -> state(ann, handle.id()) == MessageState.DELIVERED));

        BroadcastList changed = new BroadcastList(list.id(), "Bob", List.of(BOB.account()));
        assertThat(join(ann.changeBroadcastList(changed))).isTrue();
        assertThat(ann.history().broadcastLists()).containsExactly(changed);
        assertThat(join(ann.removeBroadcastList(list.id()))).isTrue();
        assertThat(join(ann.removeBroadcastList(list.id()))).isFalse();
        assertThat(ann.history().broadcastLists()).isEmpty();
    }

    @Test
    void aListHasBounds() {
        WaggleClient ann = open(ANN, new Recorder());
        List<AccountId> many = IntStream.rangeClosed(0, BroadcastList.MOST)
                .mapToObj(i -> new AccountId("a" + i))
                .toList();

        for (List<AccountId> accounts : List.of(List.<AccountId>of(), many, List.of(BOB.account(), BOB.account()))) {
            assertThatThrownBy(() -> ann.createBroadcastList("Friends", accounts))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ann.createBroadcastList("", List.of(BOB.account())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ann.history().broadcastLists()).isEmpty();
    }

    @Test
    void messagesOfManyThreadsArriveEachInItsOrder() {
        WaggleClient ann = connected(ANN, new Recorder());
        Recorder bobHears = new Recorder();
        connected(BOB, bobHears);

        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(thread -> new Thread(() -> {
                    for (int i = 0; i < 500; i++) {
                        ann.send(draft(thread + ":" + i));
                    }
                }))
                .toList();
        threads.forEach(Thread::start);

        await().atMost(Duration.ofSeconds(30)).until(() -> bobHears.messages.size() == 2_000);
        for (int thread = 0; thread < 4; thread++) {
            String prefix = thread + ":";
            assertThat(bobHears.texts().stream().filter(text -> text.startsWith(prefix)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 500).mapToObj(i -> prefix + i).toList());
        }
        await().until(() -> ann.history().counts().getOrDefault(MessageState.DELIVERED, 0L) == 2_000);
    }

    @Test
    void closingStoresWhatWasSentAndRefusesTheRest() throws Exception {
        WaggleClient ann = open(ANN, new Recorder());
        List<SendHandle> handles =
                IntStream.range(0, 100).mapToObj(i -> send(ann, "m" + i)).toList();

        ann.close();
        SendHandle late = send(ann, "too late");

        handles.forEach(handle -> assertThat(handle.stored()).isCompleted());
        assertThat(late.stored()).isCompletedExceptionally();
        assertThat(ann.retry(late.id()).toCompletableFuture()).isCompletedExceptionally();
        assertThat(texts(open(ANN, new Recorder()))).hasSize(100);
    }

    @Test
    void closingIsAllowedAnywhereAndTwice() {
        Recorder listener = new Recorder();
        WaggleClient bob = connected(BOB, listener);
        listener.onMessage = message -> bob.close();
        WaggleClient ann = connected(ANN, new Recorder());

        SendHandle handle = send(ann, "the end");
        handle.stored().thenRun(ann::disconnect).join();
        await().until(() -> ann.state() == ConnectionState.STOPPED);
        ann.connect();
        await().until(() -> bob.state() == ConnectionState.STOPPED);
        handle.stored().thenRun(ann::close).join();
        ann.close();
        bob.close();

        await().until(() -> gateway.connections.isEmpty());
    }

    @Test
    void noThreadIsLeftBehind() {
        WaggleClient ann = connected(ANN, new Recorder());
        connected(BOB, new Recorder());
        send(ann, "hello");

        clients.forEach(WaggleClient::close);

        await().atMost(Duration.ofSeconds(15))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("waggle-")
                                || thread.getName().startsWith("MQTT ")));
    }

    @Test
    void theClientComesBackWhenTheServerDoes() {
        Recorder bobHears = new Recorder();
        WaggleClient ann = connected(ANN, new Recorder());
        WaggleClient bob = connected(BOB, bobHears);
        for (int i = 0; i < 5; i++) {
            send(ann, "m" + i);
            server.crash();
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> bobHears.messages.size() == 5);
        assertThat(bobHears.texts()).containsExactly("m0", "m1", "m2", "m3", "m4");
        await().until(() -> bob.state() == ConnectionState.ONLINE);
    }

    @Test
    void optionsOutsideTheirBoundsAreRefused() {
        ClientOptions good = ClientOptions.of(ANN, URI.create("tcp://localhost"), () -> "token");

        assertThatIllegalArgumentException().isThrownBy(() -> good.withServers(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> good.withBackoff(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> good.withSetupTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> good.withLimits(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> good.withLimits(1, 0));
    }

    private WaggleClient connected(Address device, Recorder listener) {
        WaggleClient client = open(device, listener);
        client.connect();
        await().until(() -> client.state() == ConnectionState.ONLINE);
        return client;
    }

    private WaggleClient open(Address device, Recorder listener) {
        Path file = directory.resolve(device.account() + ".db");
        ClientOptions options = ClientOptions.of(device, URI.create("tcp://127.0.0.1:" + gateway.port()), () -> "token")
                .withBackoff(Duration.ofMillis(10), Duration.ofMillis(200));
        WaggleClient client = WaggleClient.open(
                options, ClientStore.open(JdbcSqliteDatabase.open(file), device), new PahoTransport(), listener);
        clients.add(client);
        return client;
    }

    private static SendHandle send(WaggleClient client, String text) {
        return client.send(draft(text));
    }

    private static Draft draft(String text) {
        return Draft.to(CONVERSATION, List.of(ANN.account(), BOB.account()), Texts.content(text));
    }

    private static MessageState state(WaggleClient client, MessageId id) {
        return client.history().sent(id).orElseThrow().status().state();
    }

    private static List<String> texts(WaggleClient client) {
        return Texts.messages(client.history(), CONVERSATION).stream()
                .map(Texts::of)
                .toList();
    }

    private static <T> T join(java.util.concurrent.CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<T> future = stage.toCompletableFuture();
        return future.get(10, TimeUnit.SECONDS);
    }
}
