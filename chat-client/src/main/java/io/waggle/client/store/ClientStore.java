package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a device keeps on disk: the messages, the outbox, the place in the inbox, the pointers of readers.
 *
 * <p>Every method is one transaction: when it returns, all of it survives the loss of power; when it throws {@link
 * StoreException}, nothing of it happened. A message and its outbox row are one transaction, a frame of the inbox and the
 * place in the inbox are one. So whoever hears of a change can rely on it.
 *
 * <p>Holds no state but the database. Any thread may call; calls run one after another. It refuses a store that belongs to
 * another device or was written by a newer version.
 */
public final class ClientStore implements MessageHistory, AutoCloseable {

    private static final int MAX_PAGE = 1_000;

    /** The server knows what it accepted for 30 days; two of them are for clocks. */
    private static final Duration UNDECIDED_LIMIT = Duration.ofDays(28);

    private final SqlDatabase database;
    private final Address owner;
    private final MessageTable messages;
    private final OutboxTable outbox;
    private final RosterTable roster;
    private final DeliveryTable deliveries;
    private final ReadPointerTable reads;
    private final RejectionTable rejections;
    private final Fates fates;

    private ClientStore(SqlDatabase database, Address owner) {
        this.database = database;
        this.owner = owner;
        this.messages = new MessageTable(owner);
        this.outbox = new OutboxTable();
        this.roster = new RosterTable();
        this.deliveries = new DeliveryTable(owner);
        this.reads = new ReadPointerTable(owner);
        this.rejections = new RejectionTable();
        this.fates = new Fates(messages, outbox, roster, deliveries);
    }

    /**
     * Opens the store of a device, and makes it if the database is empty. The store owns the database from now on.
     *
     * @throws StoreException if the store is another device's, or a newer version's, or cannot be read
     */
    public static ClientStore open(SqlDatabase database, Address owner) {
        try {
            database.transaction(session -> {
                Schema.prepare(session, owner);
                return true;
            });
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        return new ClientStore(database, owner);
    }

    /** The device whose store this is. */
    public Address owner() {
        return owner;
    }

    /** Where the device is in its inbox. */
    public InboxCursor cursor() {
        return database.transaction(session -> session.list(
                        "SELECT epoch, last_sequence FROM cursor",
                        row -> new InboxCursor(new Epoch(row.integer(0)), new InboxSequence(row.integer(1))))
                .get(0));
    }

    /** Takes another place in the inbox, because the server says so. */
    public void moveCursor(InboxCursor cursor) {
        database.transaction(session -> moveCursor(session, cursor));
    }

    /**
     * Stores messages of this device together with their outbox rows, in order.
     *
     * @param attempted the server's time, if the way to it is open and they can reach it from now on
     */
    public void enqueue(List<NewMessage> drafts, Optional<Instant> attempted) {
        database.transaction(session -> {
            for (NewMessage draft : drafts) {
                queue(session, messages.insert(session, draft), attempted);
            }
            return true;
        });
    }

    /**
     * The way to the server is open. What can have reached it too long ago fails, because the server may have forgotten it
     * and would take it for new; everything else can reach it from now on.
     */
    public List<StatusChange> attempt(Instant serverTime) {
        return database.transaction(session -> {
            List<StatusChange> changes = fates.undecidedSince(session, serverTime.minus(UNDECIDED_LIMIT));
            outbox.attempt(session, serverTime);
            return changes;
        });
    }

    /**
     * Puts a message that failed, for a reason that makes it worth trying, at the end of the outbox again under its id.
     *
     * @param attempted as for {@link #enqueue}
     * @return the change, or nothing if there is no such message
     */
    public Optional<StatusChange> retry(MessageId id, Optional<Instant> attempted) {
        return database.transaction(session -> messages.own(session, id)
                .filter(message -> message.status()
                        .failure()
                        .filter(FailureReason::isWorthRetrying)
                        .isPresent())
                .map(message -> {
                    queue(session, message.position(), attempted);
                    return messages.set(session, message, MessageStatus.QUEUED);
                }));
    }

    /** How many messages the server has not decided yet. */
    public int outboxSize() {
        return database.transaction(outbox::size);
    }

    /**
     * What goes out next, in order.
     *
     * @param blocked conversations to leave out
     * @param maxBytes content that is worth reading at once; the first entry comes whatever its size
     */
    public List<OutboxEntry> outbox(Set<ConversationId> blocked, int maxEntries, int maxBytes) {
        return database.transaction(session -> outbox.next(session, blocked, maxEntries, maxBytes));
    }

    /** The devices of accounts, as far as this device knows. An account of which it knows nothing has none. */
    public Map<AccountId, List<DeviceEpoch>> roster(Collection<AccountId> accounts) {
        return database.transaction(session -> {
            Map<AccountId, List<DeviceEpoch>> devices = new HashMap<>();
            accounts.forEach(account -> devices.put(account, roster.devices(session, account)));
            return devices;
        });
    }

    /** The server has these. */
    public List<StatusChange> accepted(List<Accepted> accepted) {
        return database.transaction(session -> fates.accepted(session, accepted));
    }

    /** These will not be sent, unless the server turns out to have accepted them. */
    public List<StatusChange> failed(List<MessageId> ids, FailureReason reason) {
        return database.transaction(session -> fates.failed(session, ids, reason));
    }

    /** What the server said of an attempt, once no attempt is on its way. */
    public List<StatusChange> decided(List<SendOutcome> outcomes) {
        return database.transaction(session -> fates.outcomes(session, outcomes, id -> false));
    }

    /**
     * Stores the rows of a frame and the place in the inbox that they lead to. A message that is here already, by sender
     * device and message id, changes nothing. A row that nobody can read is kept for the server to be told.
     *
     * @param items those after the present place, in order; at least one
     * @param onItsWay whether an attempt of the message has not been answered yet
     */
    public Received receive(Epoch epoch, List<InboxItem> items, Predicate<MessageId> onItsWay) {
        InboxSequence last = items.get(items.size() - 1).sequence();
        return database.transaction(session -> {
            Received received = new Incoming(messages, rejections, fates).store(session, epoch, items, onItsWay);
            moveCursor(session, new InboxCursor(epoch, last));
            return received;
        });
    }

    /** Rows that nobody can read and the server is still to be told of, in order. */
    public List<InboxReject> pendingRejections(int limit) {
        return database.transaction(session -> rejections.pending(session, limit));
    }

    /** The server was told of these. */
    public void settleRejections(Collection<InboxReject> rows) {
        database.transaction(session -> {
            rows.forEach(row -> rejections.settle(session, row));
            return true;
        });
    }

    /** Messages of others that the application has not acknowledged, in order. */
    public List<StoredMessage> unacknowledged(long after, int limit) {
        return database.transaction(session -> messages.unacknowledged(session, after, limit));
    }

    /** The application has dealt with the messages at these positions. */
    public void acknowledge(Collection<Long> positions) {
        database.transaction(session -> {
            positions.forEach(position -> messages.acknowledge(session, position));
            return true;
        });
    }

    /**
     * The user has read, or played, everything in the conversation up to the position.
     *
     * @return whether the server is to be told
     */
    public boolean markRead(ConversationId conversation, long upTo, ReceiptKind kind) {
        return database.transaction(session -> reads.advance(session, conversation, upTo, kind));
    }

    /** What the server is still to be told. */
    public List<ReadPointer> pendingReads(int limit) {
        return database.transaction(session -> reads.pending(session, limit));
    }

    /** The server was told; a pointer that has moved on in the meantime stays pending. */
    public void settleReads(Collection<ReadPointer> pointers) {
        database.transaction(session -> {
            pointers.forEach(pointer -> reads.settle(session, pointer));
            return true;
        });
    }

    @Override
    public List<StoredMessage> messages(ConversationId conversation, long before, int limit) {
        checkPage(limit);
        return database.transaction(session -> messages.page(session, conversation, before, limit));
    }

    @Override
    public Optional<StoredMessage> sent(MessageId id) {
        return database.transaction(session -> messages.sent(session, id));
    }

    @Override
    public List<ConversationSummary> conversations(int limit) {
        checkPage(limit);
        return database.transaction(session -> {
            List<ConversationSummary> summaries = new ArrayList<>();
            messages.lastOfEachConversation(session, limit)
                    .forEach(last -> summaries.add(new ConversationSummary(last.conversation(), last)));
            return summaries;
        });
    }

    @Override
    public Map<MessageState, Long> counts() {
        return database.transaction(messages::counts);
    }

    @Override
    public void close() {
        database.close();
    }

    private void queue(SqlSession session, long position, Optional<Instant> attempted) {
        messages.setSendOrder(session, position, outbox.append(session, position, attempted));
    }

    private static boolean moveCursor(SqlSession session, InboxCursor cursor) {
        session.execute(
                "UPDATE cursor SET epoch = ?, last_sequence = ?",
                cursor.epoch().value(),
                cursor.last().value());
        return true;
    }

    private static void checkPage(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("a page of " + limit + ", allowed are 1 to " + MAX_PAGE);
        }
    }
}
