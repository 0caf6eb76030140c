package io.waggle.client;

import com.google.protobuf.ByteString;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.MessageHistory;
import io.waggle.client.store.NewMessage;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.transport.Transport;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.frame.LiveEvent;
import io.waggle.protocol.frame.OutboxCodec;
import io.waggle.protocol.frame.ReceiptKind;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One device of one account, connected to a server or not. A message that {@link #send} has stored will arrive, whatever
 * ends in between; a message that arrives is shown to the listener once.
 *
 * <pre>{@code
 * ClientStore store = ClientStore.open(JdbcSqliteDatabase.open(file), device);
 * try (WaggleClient client = WaggleClient.open(options, store, new PahoTransport(), listener)) {
 *     client.connect();
 *     client.send(Draft.direct(alice, bob, ByteString.copyFromUtf8("Hi Bob")));
 *     ...
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread, the listener's included, and none but {@link #close} and those of {@link
 * #history} waits. All state belongs to one thread, the client's lane, which waits for the disk and for nothing else; the
 * stages that methods return complete on it, so what hangs on them must not wait for the client.
 *
 * <p>The client owns the store from the moment it is opened and closes it at its end.
 */
public final class WaggleClient implements AutoCloseable {

    private static final long CLOSE_SECONDS = 10;

    private final ClientCore core;
    private final ClientStore store;
    private final Clock clock;
    private final ThreadLane lane;
    private final List<ExecutorService> threads;
    private final CountDownLatch closed = new CountDownLatch(1);

    private WaggleClient(
            ClientCore core, ClientStore store, Clock clock, ThreadLane lane, List<ExecutorService> threads) {
        this.core = core;
        this.store = store;
        this.clock = clock;
        this.lane = lane;
        this.threads = threads;
    }

    /**
     * Makes a client. It shows the listener what it has not acknowledged, and connects when it is told to.
     *
     * @throws IllegalArgumentException if the store is another device's
     */
    public static WaggleClient open(
            ClientOptions options, ClientStore store, Transport transport, WaggleListener listener) {
        String name = "waggle-" + options.device();
        Clock clock = Clock.systemUTC();
        ThreadLane lane = new ThreadLane(name);
        ExecutorService background = thread(name + "-token");
        ExecutorService listening = thread(name + "-listener");
        ClientRuntime runtime = new ClientRuntime(
                clock,
                new Random(),
                lane,
                background,
                options.listenerExecutor().orElse(listening));
        ClientCore core = new ClientCore(options, store, transport, listener, runtime);
        return new WaggleClient(core, store, clock, lane, List.of(background, listening));
    }

    /** Wants to be connected from now on. While the client waits for its next attempt, this begins it. */
    public void connect() {
        core.connect();
    }

    /** Wants to be alone from now on. Messages can still be sent; they wait. */
    public void disconnect() {
        core.disconnect();
    }

    /** How the client stands with the server. */
    public ConnectionState state() {
        return core.state();
    }

    /**
     * Sends a message. Works without a connection. Messages of a conversation arrive in the order of the calls.
     *
     * @return the message's id, and when it is on disk
     */
    public SendHandle send(Draft draft) {
        NewMessage message = new NewMessage(MessageId.create(clock.instant()), clock.instant(), draft);
        return new SendHandle(message.id(), core.send(message));
    }

    /**
     * Sends a message again that failed before the server accepted it, under the same id, after everything that waits.
     *
     * @return whether there was such a message
     */
    public CompletionStage<Boolean> retry(MessageId id) {
        return core.retry(id);
    }

    /**
     * Says that the application has dealt with a message of somebody else. Once that is on disk, the message is never shown
     * to the listener again.
     *
     * @return when it is
     */
    public CompletionStage<Void> acknowledge(StoredMessage message) {
        return core.acknowledge(message);
    }

    /**
     * Says that the user has read the message and everything before it in its conversation. Those who wrote it are told,
     * now or when there is a connection.
     *
     * @return whether that is news, once it is on disk
     */
    public CompletionStage<Boolean> markRead(StoredMessage upTo) {
        return core.markRead(upTo, ReceiptKind.READ);
    }

    /** The same for playing: the message and everything before it has been listened to. */
    public CompletionStage<Boolean> markPlayed(StoredMessage upTo) {
        return core.markRead(upTo, ReceiptKind.PLAYED);
    }

    /**
     * Tells whoever of the accounts is connected that the user types, records, comes or goes. Dropped without a connection.
     *
     * @param to 1 to {@value ProtocolLimits#RECIPIENT_ACCOUNTS} accounts that together with the content fit a frame
     * @param content at most {@value ProtocolLimits#LIVE_CONTENT_BYTES} bytes, opaque
     * @throws IllegalArgumentException if it does not keep these bounds
     */
    public void sendLive(ConversationId conversation, List<AccountId> to, ByteString content) {
        LiveEvent event = new LiveEvent(to, conversation, content);
        if (to.isEmpty()
                || to.size() > ProtocolLimits.RECIPIENT_ACCOUNTS
                || content.size() > ProtocolLimits.LIVE_CONTENT_BYTES
                || OutboxCodec.encodedSize(event) > ProtocolLimits.FRAME_BYTES) {
            throw new IllegalArgumentException(
                    "a live event of " + content.size() + " bytes to " + to.size() + " accounts is not allowed");
        }
        core.sendLive(event);
    }

    /** The messages on this device. */
    public MessageHistory history() {
        return store;
    }

    /**
     * Stores what was sent and acknowledged until now, says good-bye to the server and ends the client's threads. Waits for
     * that, at most 10 s, unless it is called from the lane. Closing again does nothing.
     */
    @Override
    public void close() {
        core.close(this::release);
        if (lane.isCurrent()) {
            return;
        }
        try {
            if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        store.close();
        threads.forEach(ExecutorService::shutdown);
        lane.close();
        closed.countDown();
    }

    private static ExecutorService thread(String name) {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }
}
