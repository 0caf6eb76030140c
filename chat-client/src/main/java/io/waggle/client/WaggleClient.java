package io.waggle.client;

import io.waggle.client.store.Act;
import io.waggle.client.store.BroadcastList;
import io.waggle.client.store.CallRecord;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Delay;
import io.waggle.client.store.Draft;
import io.waggle.client.store.HistoryTransfer;
import io.waggle.client.store.MessageHistory;
import io.waggle.client.store.NewMessage;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.transport.Transport;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.CallId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.TransferId;
import io.waggle.protocol.content.Activity;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.MessageRef;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupSettings;
import io.waggle.protocol.frame.Presence;
import io.waggle.protocol.frame.ReceiptKind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
 *     client.send(Draft.direct(alice, bob, "Hi Bob"));
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
                () -> MessageId.create(clock.instant()),
                CallId::create,
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
     * Why a message of this person has not got to everybody it is for, and what can be done. Since when somebody is offline, it knows of
     * those who are {@linkplain #watch watched}.
     *
     * @return one reason while it waits to go out, then one for each recipient who does not have it; empty if all have, and for what is
     *     no message of this person
     */
    public CompletionStage<List<Delay>> delays(MessageRef message) {
        return core.delays(message);
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
     * Says that the user has read the message and everything before it in its conversation. Those who wrote it are told, and the
     * person's other devices, now or when there is a connection.
     *
     * @return whether that is news, once it is on disk
     */
    public CompletionStage<Boolean> markRead(StoredMessage upTo) {
        return core.markRead(upTo.conversation(), upTo.place(), ReceiptKind.READ);
    }

    /** The same for playing: the message and everything before it has been listened to. */
    public CompletionStage<Boolean> markPlayed(StoredMessage upTo) {
        return core.markRead(upTo.conversation(), upTo.place(), ReceiptKind.PLAYED);
    }

    /**
     * Does something to what is there: edits, deletes, reacts, mutes and so on. Works without a connection, and is shown at once.
     *
     * @return what goes out for it, of which {@link WaggleListener#onStatus} tells; nothing if it cannot be done, because there is no
     *     such message, or it is not for this person to do
     */
    public CompletionStage<Optional<MessageId>> perform(Act act) {
        return core.perform(act);
    }

    /**
     * Makes a group, with this account as its owner. Works without a connection; messages can be sent to it at once.
     *
     * @param name 1 to {@value ProtocolLimits#GROUP_NAME_BYTES} bytes of UTF-8
     * @param members beside this account; those who want to be asked are invited
     */
    public NewGroup createGroup(String name, List<AccountId> members) {
        ConversationId group = ConversationId.create();
        return new NewGroup(
                group, changeGroup(group, new GroupChange.Create(name, "", GroupSettings.DEFAULT, members)));
    }

    /**
     * Changes a group: who is in it, what it is called, who may what. Works without a connection. What becomes of it, {@link
     * WaggleListener#onStatus} tells; that it happened is among the group's messages then.
     *
     * @throws IllegalArgumentException if it is a {@link GroupChange.SetPicture}: a picture goes through {@link io.waggle.client.api.WaggleApi}
     */
    public SendHandle changeGroup(ConversationId group, GroupChange.Change change) {
        if (change instanceof GroupChange.SetPicture) {
            throw new IllegalArgumentException("the picture of a group is set through the HTTP API");
        }
        GroupChange whole = new GroupChange(MessageId.create(clock.instant()), group, 0, change);
        return new SendHandle(whole.id(), core.change(whole).toCompletableFuture());
    }

    /** What the person has begun to write there; empty: nothing any more. It stays on this device. */
    public CompletionStage<Void> setDraft(ConversationId conversation, String text) {
        return core.setDraft(conversation, text);
    }

    /**
     * Tells whoever of the conversation is connected what the person does. Dropped without a connection, and where nobody knows whom
     * the conversation is with.
     */
    public void show(ConversationId conversation, Activity activity) {
        core.show(conversation, activity);
    }

    /**
     * Whether a person looks at this device now: the application is in front and the screen is on. Those who may see it are told. False
     * until it is said; kept while the client runs, and told again after every connect.
     */
    public void setAvailable(boolean available) {
        core.setAvailable(available);
    }

    /**
     * Whose presence the person wants to see, in place of those before: those on the screen, not the whole address book. {@link
     * WaggleListener#onPresence} tells how they are. The first {@value ProtocolLimits#PRESENCE_WATCHES} count, or as many as the server
     * allows.
     */
    public void watch(Collection<AccountId> accounts) {
        core.watch(List.copyOf(accounts));
    }

    /** How somebody who is watched is, as the server last told; empty if it has not, and without a connection. */
    public Optional<Presence> presence(AccountId account) {
        return core.presence(account);
    }

    /**
     * Makes a list of people to whom the same can be said, to each alone.
     *
     * @return the list, once it is on disk
     * @throws IllegalArgumentException if name or accounts are out of the bounds of a {@link BroadcastList}
     */
    public CompletionStage<BroadcastList> createBroadcastList(String name, List<AccountId> accounts) {
        BroadcastList bounded = new BroadcastList(0, name, accounts);
        return core.createBroadcastList(bounded.name(), bounded.accounts());
    }

    /** Gives the list of that id another name and other accounts. @return whether there was one */
    public CompletionStage<Boolean> changeBroadcastList(BroadcastList list) {
        return core.changeBroadcastList(list);
    }

    /** Forgets a list; what was sent by it stays. @return whether there was one */
    public CompletionStage<Boolean> removeBroadcastList(long id) {
        return core.removeBroadcastList(id);
    }

    /**
     * Says the same to everybody on the list, in the conversation with each. Each message goes its own way: it has ticks, fails and is
     * answered by itself.
     *
     * @return a handle for each account, in the order of the list
     */
    public List<SendHandle> broadcast(BroadcastList list, Content content) {
        AccountId self = store.owner().account();
        List<SendHandle> handles = new ArrayList<>();
        list.accounts().forEach(account -> handles.add(send(Draft.direct(self, account, content))));
        return handles;
    }

    /**
     * Calls somebody. What they say and show flows between the clients, by WebRTC as the two session descriptions agree: that is the
     * application's; {@link WaggleListener#onCall} says what happens. Taken back by itself when nobody has answered within {@link
     * io.waggle.protocol.content.ContentTimes#CALL_SIGNAL}.
     *
     * @param sdp the offer (RFC 8866)
     * @param video whether to show it as a video call
     */
    public CompletionStage<CallRecord> call(AccountId peer, String sdp, boolean video) {
        return core.call(peer, sdp, video);
    }

    /**
     * Takes a call that rings here; the person's other devices stop ringing.
     *
     * @param sdp the answer (RFC 8866)
     * @return whether it still rang
     */
    public CompletionStage<Boolean> answerCall(CallId id, String sdp) {
        return core.answer(id, sdp);
    }

    /**
     * Tells the other side of a call where this device may be reached.
     *
     * @param candidates as RFC 8839, section 5.1, has them; none: no more follow
     * @return whether the call is still going on
     */
    public CompletionStage<Boolean> sendCandidates(CallId id, List<String> candidates) {
        return core.candidates(id, candidates);
    }

    /**
     * Ends a call: takes it back, declines it, or hangs up.
     *
     * @return whether there was one to end
     */
    public CompletionStage<Boolean> hangUp(CallId id) {
        return core.hangUp(id, false);
    }

    /** Ends a call whose connection between the clients has failed. */
    public CompletionStage<Boolean> callFailed(CallId id) {
        return core.hangUp(id, true);
    }

    /**
     * Asks the person's other devices for what was said before this one came: the newest of every conversation first, then everything. It
     * comes when the person allows it on one of them, encrypted to this one, and goes on where it was after any interruption. Let the
     * person compare the {@linkplain HistoryTransfer#code code} on both.
     *
     * @return the transfer, once the question is on disk
     */
    public CompletionStage<HistoryTransfer> requestHistory() {
        return core.requestHistory();
    }

    /**
     * The person has said on this device that the one that asks may have what was said.
     *
     * @return whether it was still asked for; false too while this device itself waits for what was said before
     */
    public CompletionStage<Boolean> allowHistory(TransferId id) {
        return core.allowHistory(id);
    }

    /**
     * Refuses a transfer of history, or ends it on either side. What has come stays.
     *
     * @return whether there was something to end
     */
    public CompletionStage<Boolean> endHistory(TransferId id) {
        return core.endHistory(id);
    }

    /** The transfers of history that this device knows of, the oldest first. Those that are over are forgotten some time. */
    public List<HistoryTransfer> historyTransfers() {
        return store.transfers().all();
    }

    /** The conversations on this device. */
    public MessageHistory history() {
        return store.history();
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
