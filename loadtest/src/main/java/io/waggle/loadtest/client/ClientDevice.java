package io.waggle.loadtest.client;

import io.waggle.client.ClientOptions;
import io.waggle.client.ConnectionState;
import io.waggle.client.Notice;
import io.waggle.client.SendHandle;
import io.waggle.client.WaggleClient;
import io.waggle.client.WaggleListener;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.Draft;
import io.waggle.client.store.MessageHistory;
import io.waggle.client.store.MessageStatus;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoredMessage;
import io.waggle.client.transport.Transport;
import io.waggle.loadtest.device.Conversation;
import io.waggle.loadtest.device.Conversations;
import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.device.LoopShare;
import io.waggle.loadtest.ledger.Delivery;
import io.waggle.loadtest.ledger.Stamp;
import io.waggle.loadtest.scenario.Receipts;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.content.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A real client and the application on top of it, which enters in the ledger what the client tells it and nothing else: a
 * message is acknowledged when the client says that the server has it, and delivered when it is handed to the application.
 *
 * <p>Belongs to its loop, which is where the client calls its listener; only {@link #isReady}, {@link #connect} and {@link
 * #close} are for another thread, the run's.
 */
final class ClientDevice implements WaggleListener, AutoCloseable {

    private final Conversations conversations;
    private final LoopShare share;
    private final Receipts receipts;
    private final CountedTransport transport;
    private final WaggleClient client;
    private final Map<Integer, Delivery> deliveries = new HashMap<>(2);

    /** Own messages, by the id that the client gave them, until all recipients have them. */
    private final Map<MessageId, Sent> sent = new HashMap<>();

    private @Nullable Runnable refill;
    private int undecided;
    private int unstored;

    /**
     * One of them.
     *
     * @param missing accounts that do not get it; entered in the ledger once it is acknowledged, for a refusal says more
     */
    private record Sent(Conversation conversation, int number, List<AccountId> missing) {}

    /**
     * A client that is not connected yet.
     *
     * @param options whose listener is called on the loop of the share
     * @param store owned by the client from now on
     */
    ClientDevice(
            ClientOptions options,
            ClientStore store,
            Transport transport,
            Links links,
            Conversations conversations,
            LoopShare share,
            Receipts receipts) {
        this.conversations = conversations;
        this.share = share;
        this.receipts = receipts;
        this.transport = new CountedTransport(transport, links);
        for (Conversation conversation : conversations.received().getOrDefault(options.device(), List.of())) {
            deliveries.put(
                    conversation.number(),
                    conversation.stream().delivery(conversation.members().indexOf(options.device())));
        }
        this.client = WaggleClient.open(options.withListenerExecutor(share.loop()), store, this.transport, this);
    }

    LoopShare share() {
        return share;
    }

    /** Wants to be connected from now on. */
    void connect() {
        transport.wanted(true);
        client.connect();
    }

    /** Ends the connection and stays away. */
    void disconnect() {
        transport.wanted(false);
        client.disconnect();
    }

    /** Whether it is connected, and what waited for it has arrived. */
    boolean isReady() {
        return client.state() == ConnectionState.ONLINE;
    }

    /** Whether the client has on disk whatever the application told it. What it tells the server is its own business. */
    boolean isQuiet() {
        return unstored == 0;
    }

    /** The messages on this device. For any thread. */
    MessageHistory history() {
        return client.history();
    }

    /** Hands the next message of a conversation to the client. */
    void send(Conversation conversation, long intended) {
        Stamp stamp = conversations.next(conversation, intended);
        Content content = StampedText.content(stamp, conversations.size(stamp));
        SendHandle handle = client.send(Draft.to(
                conversation.id(),
                conversation.members().stream().map(Address::account).toList(),
                content));
        undecided++;
        sent.put(handle.id(), new Sent(conversation, stamp.number(), new ArrayList<>(0)));
        keep(handle.stored().exceptionally(refusal -> {
            share.loop().execute(() -> refused(handle.id()));
            return null;
        }));
    }

    /**
     * Keeps so many messages undecided from now on.
     *
     * @param source sends one; nothing: no more
     */
    void refill(@Nullable Runnable source, int window) {
        refill = source;
        while (refill != null && undecided < window) {
            refill.run();
        }
    }

    private void decided() {
        undecided--;
        if (refill != null) {
            refill.run();
        }
    }

    // --- what the client says of own messages

    @Override
    public void onStatus(StatusChange change) {
        MessageStatus status = change.status();
        switch (status.state()) {
            case QUEUED, RECEIVED -> {
                // nobody but this device knows of it
            }
            case SENT, EXPIRED -> acked(change.id());
            case DELIVERED, READ, PLAYED -> {
                acked(change.id());
                sent.remove(change.id());
            }
            case FAILED -> {
                if (status.failure().orElseThrow().isAfterAcceptance()) {
                    acked(change.id());
                } else {
                    refused(change.id());
                }
            }
        }
    }

    private void acked(MessageId id) {
        Sent message = sent.get(id);
        if (message != null && message.conversation().stream().acked(message.number())) {
            share.counts().acked(message.conversation().members().size());
            message.missing().forEach(account -> excuse(message, account));
            decided();
        }
    }

    private void refused(MessageId id) {
        Sent message = sent.remove(id);
        if (message != null && message.conversation().stream().refused(message.number())) {
            share.counts().refused();
            decided();
        }
    }

    @Override
    public void onNotice(Notice notice) {
        if (notice instanceof Notice.NotReceived missing) {
            Sent message = sent.get(missing.id());
            if (message != null) {
                missing.recipients().forEach(recipient -> missed(message, recipient.account()));
            }
        }
    }

    private void missed(Sent message, AccountId account) {
        if (message.conversation().stream().isAcked(message.number())) {
            excuse(message, account);
        } else {
            message.missing().add(account);
        }
    }

    private void excuse(Sent message, AccountId account) {
        share.counts().withdrawn(message.conversation().excuse(message.number(), account));
    }

    // --- what comes

    @Override
    public void onMessage(StoredMessage message) {
        StampedText.of(message).ifPresentOrElse(this::arrived, share.counts()::foreign);
        keep(client.acknowledge(message));
        if (receipts == Receipts.READ) {
            keep(client.markRead(message));
        }
    }

    private void arrived(Stamp stamp) {
        if (stamp.run() != conversations.run()) {
            return; // left over from an earlier run
        }
        Delivery delivery = deliveries.get(stamp.stream());
        if (delivery == null) {
            share.counts().foreign();
        } else if (delivery.received(stamp.number())) {
            share.delivered(stamp.intended());
        }
    }

    /** Counts what is not on disk yet. */
    private void keep(CompletionStage<?> stored) {
        unstored++;
        var unused = stored.whenComplete((done, failure) -> share.loop().execute(() -> unstored--));
    }

    /** Says good-bye and ends the client's threads; its store can be removed then. */
    @Override
    public void close() {
        transport.wanted(false);
        client.close();
    }
}
