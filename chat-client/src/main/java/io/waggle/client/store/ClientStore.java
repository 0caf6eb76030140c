package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.ProtocolLimits;
import io.waggle.protocol.content.ContentLimits;
import io.waggle.protocol.content.ContentTimes;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.GroupQuery;
import io.waggle.protocol.frame.InboxItem;
import io.waggle.protocol.frame.InboxReject;
import io.waggle.protocol.frame.ReceiptKind;
import io.waggle.protocol.frame.SendOutcome;
import io.waggle.protocol.frame.SendOutcome.DeviceEpoch;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a device keeps on disk: the conversations with what stands in them, the outbox, the place in the inbox, the pointers of
 * readers. Here it is written; {@link #history} is what is read of it.
 *
 * <p>Every method is one transaction: when it returns, all of it survives the loss of power; when it throws {@link
 * StoreException}, nothing of it happened. A message and its outbox row are one transaction, a frame of the inbox and the
 * place in the inbox are one. So whoever hears of a change can rely on it.
 *
 * <p>Holds no state but the database. Any thread may call; calls run one after another. It refuses a store that belongs to
 * another device or was written by a newer version.
 */
public final class ClientStore implements AutoCloseable {

    /** The server knows what it accepted for 30 days; two of them are for clocks. */
    private static final Duration UNDECIDED_LIMIT = Duration.ofDays(28);

    /** How many things one sweep takes away. */
    private static final int SWEEP = 200;

    private final SqlDatabase database;
    private final Address owner;
    private final Tables tables;
    private final Contents contents;
    private final Fates fates;
    private final Acts acts;
    private final OutboxQueue queue;
    private final Transfers history;
    private final TransferStore transfers;
    private final CallStore calls;
    private final MessageHistory shown;

    private ClientStore(SqlDatabase database, Address owner) {
        this.database = database;
        this.owner = owner;
        this.tables = new Tables(owner);
        this.contents = new Contents(tables);
        this.fates = new Fates(tables, contents);
        this.acts = new Acts(tables, contents);
        this.queue = new OutboxQueue(tables, contents);
        this.history = new Transfers(tables, contents, fates);
        this.transfers = new TransferStore(database, tables, history, queue);
        this.calls = new CallStore(database, tables, queue);
        this.shown = new StoredHistory(database, tables, fates);
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

    /** What there is to be shown. */
    public MessageHistory history() {
        return shown;
    }

    // --- the place in the inbox

    /** Where the device is in its inbox. */
    public InboxCursor cursor() {
        return database.transaction(tables.cursor::get);
    }

    /** Takes another place in the inbox, because the server says so. What is known of groups may be out of date then. */
    public void moveCursor(InboxCursor cursor) {
        done(session -> {
            tables.cursor.move(session, cursor);
            tables.groups.forgetCertainty(session);
        });
    }

    // --- what goes out

    /**
     * Stores messages of this device together with their outbox rows, in order.
     *
     * @param attempted the server's time, if the way to it is open and they can reach it from now on
     */
    public void enqueue(List<NewMessage> drafts, Optional<Instant> attempted) {
        done(session -> drafts.forEach(draft -> queue.add(session, draft, attempted)));
    }

    /**
     * Stores a change of a group together with its outbox row.
     *
     * @param now by this device's clock
     * @param attempted as for {@link #enqueue}
     */
    public void enqueue(GroupChange change, Instant now, Optional<Instant> attempted) {
        done(session -> {
            tables.conversations.setGroup(session, change.group());
            queue.add(session, Outgoing.of(change, now), attempted);
        });
    }

    /**
     * Does something to what is there, and stores what goes out for it.
     *
     * @param id of what goes out
     * @param now by this device's clock
     * @param attempted as for {@link #enqueue}
     * @return what is shown differently; nothing if it cannot be done: there is no such message, or it is not for this person to do
     */
    public Optional<Set<ConversationId>> perform(Act act, MessageId id, Instant now, Optional<Instant> attempted) {
        return database.transaction(session -> {
            Happenings happenings = new Happenings();
            return acts.perform(session, act, id, now, happenings).map(message -> {
                queue.add(session, message, attempted);
                happenings.touched(act.conversation());
                return Set.copyOf(happenings.touched());
            });
        });
    }

    /**
     * Has the person's other devices told how far they have read, where they do not know.
     *
     * @param id of what goes out
     * @return whether there was something to tell
     */
    public boolean tellReads(MessageId id, Instant now, Optional<Instant> attempted) {
        return database.transaction(session -> {
            Optional<NewMessage> message = acts.readPositions(session, id, now, ContentLimits.SYNC_ITEMS);
            message.ifPresent(it -> queue.add(session, it, attempted));
            return message.isPresent();
        });
    }

    // --- broadcast lists

    /** Makes a list. @throws IllegalArgumentException if it is out of bounds */
    public BroadcastList createBroadcastList(String name, List<AccountId> accounts) {
        return database.transaction(session -> tables.broadcastLists.create(session, name, accounts));
    }

    /** Gives the list of that id another name and other accounts. Answers whether there was one. */
    public boolean changeBroadcastList(BroadcastList list) {
        return database.transaction(session -> tables.broadcastLists.change(session, list));
    }

    /** Forgets a list; what was sent by it stays. Answers whether there was one. */
    public boolean removeBroadcastList(long id) {
        return database.transaction(session -> tables.broadcastLists.remove(session, id));
    }

    /** The calls of this person. */
    public CallStore calls() {
        return calls;
    }

    /** What was said before, between the devices of this person. */
    public TransferStore transfers() {
        return transfers;
    }

    /**
     * The way to the server is open. What can have reached it too long ago fails, because the server may have forgotten it
     * and would take it for new; everything else can reach it from now on.
     */
    public List<StatusChange> attempt(Instant serverTime) {
        return database.transaction(session -> {
            List<StatusChange> changes = fates.undecidedSince(session, serverTime.minus(UNDECIDED_LIMIT));
            tables.outbox.attempt(session, serverTime);
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
        return database.transaction(session -> tables.messages
                .own(session, id)
                .filter(message -> message.shape() == Shape.SHOWN || message.shape() == Shape.CARRIER)
                .filter(message -> message.status()
                        .failure()
                        .filter(FailureReason::isWorthRetrying)
                        .isPresent())
                .map(message -> {
                    queue.again(session, message.position(), attempted);
                    return tables.messages.set(session, message, MessageStatus.QUEUED);
                }));
    }

    /** How many messages the server has not decided yet. */
    public int outboxSize() {
        return database.transaction(tables.outbox::size);
    }

    /**
     * What goes out next, in order.
     *
     * @param blocked conversations to leave out
     * @param maxBytes content that is worth reading at once; the first entry comes whatever its size
     */
    public List<OutboxEntry> outbox(Set<ConversationId> blocked, int maxEntries, int maxBytes) {
        return database.transaction(session -> tables.outbox.next(session, blocked, maxEntries, maxBytes));
    }

    /** The devices of accounts, as far as this device knows. An account of which it knows nothing has none. */
    public Map<AccountId, List<DeviceEpoch>> roster(Collection<AccountId> accounts) {
        return database.transaction(session -> {
            Map<AccountId, List<DeviceEpoch>> devices = new HashMap<>();
            accounts.forEach(account -> devices.put(account, tables.roster.devices(session, account)));
            return devices;
        });
    }

    // --- what becomes of it

    /** The server has these. */
    public Moved accepted(List<Accepted> accepted, Instant now) {
        return moved((session, happenings) -> fates.accepted(session, accepted, now, happenings));
    }

    /** These will not be sent, unless the server turns out to have accepted them. */
    public Moved failed(List<MessageId> ids, FailureReason reason) {
        return moved((session, happenings) -> {
            List<StatusChange> changes = fates.failed(session, ids, reason);
            changes.forEach(change -> happenings.touched(change.conversation()));
            return changes;
        });
    }

    /** Nobody had room for these: they wait and go again, until their lifetime ends. */
    public Moved refusedForRoom(List<MessageId> ids, Instant now) {
        return moved((session, happenings) -> fates.refusedForRoom(session, ids, now));
    }

    /** What the server said of an attempt, once no attempt is on its way. */
    public Moved decided(List<SendOutcome> outcomes, Instant now) {
        return moved((session, happenings) -> fates.outcomes(session, outcomes, id -> false, now, happenings));
    }

    // --- what comes in

    /**
     * Stores the rows of a frame and the place in the inbox that they lead to. A message that is here already, by sender
     * device and message id, changes nothing. A row that nobody can read is kept for the server to be told.
     *
     * @param items those after the present place, in order; at least one
     * @param onItsWay whether an attempt of the message has not been answered yet
     * @param now by this device's clock
     * @param saying what the rows make the client say
     */
    public Received receive(
            Epoch epoch, List<InboxItem> items, Predicate<MessageId> onItsWay, Instant now, Saying saying) {
        InboxSequence last = items.get(items.size() - 1).sequence();
        return database.transaction(session -> {
            if (!tables.cursor.get(session).epoch().equals(epoch)) {
                tables.cursor.move(session, new InboxCursor(epoch, InboxSequence.NONE));
            }
            Happenings happenings = new Happenings();
            Received received = new Incoming(tables, contents, fates, history, now, happenings)
                    .store(session, epoch, items, onItsWay);
            queue.say(session, happenings, now, saying);
            tables.cursor.move(session, new InboxCursor(epoch, last));
            return received;
        });
    }

    /** Rows that nobody can read and the server is still to be told of, in order. */
    public List<InboxReject> pendingRejections(int limit) {
        return database.transaction(session -> tables.rejections.pending(session, limit));
    }

    /** The server was told of these. */
    public void settleRejections(Collection<InboxReject> rows) {
        done(session -> rows.forEach(row -> tables.rejections.settle(session, row)));
    }

    /** What is to be asked of the server about groups; nothing if all is known. */
    public Optional<GroupQuery> groupQuery() {
        return database.transaction(session -> {
            if (tables.groups.isListStale(session)) {
                return Optional.of(new GroupQuery(List.of()));
            }
            List<ConversationId> stale = tables.groups.stale(session, ProtocolLimits.GROUP_QUERY_GROUPS);
            return stale.isEmpty() ? Optional.empty() : Optional.of(new GroupQuery(stale));
        });
    }

    /** Messages of others that the application has not acknowledged, in order. */
    public List<StoredMessage> unacknowledged(long after, int limit) {
        return database.transaction(session -> tables.messages.unacknowledged(session, after, limit));
    }

    /** The application has dealt with the messages at these positions. */
    public void acknowledge(Collection<Long> positions) {
        done(session -> positions.forEach(position -> tables.messages.acknowledge(session, position)));
    }

    // --- what people read and write

    /**
     * The user has read, or played, everything in the conversation up to the place.
     *
     * @param now by this device's clock
     * @return whether the authors, or the person's other devices, are to be told
     */
    public boolean markRead(ConversationId conversation, Place upTo, ReceiptKind kind, Instant now) {
        return database.transaction(session -> {
            Optional<MessageTable.Found> last = tables.messages
                    .lastOfOthers(session, conversation, upTo.row())
                    .flatMap(message -> tables.messages.find(session, message));
            if (!last.isPresent()) {
                return false;
            }
            boolean news = tables.reads.advance(session, conversation, upTo.row(), kind);
            return contents.readHere(session, conversation, last.get().place(), now) || news;
        });
    }

    /** What the server is still to be told. */
    public List<ReadPointer> pendingReads(int limit) {
        return database.transaction(session -> tables.reads.pending(session, limit));
    }

    /** The server was told; a pointer that has moved on in the meantime stays pending. */
    public void settleReads(Collection<ReadPointer> pointers) {
        done(session -> pointers.forEach(pointer -> tables.reads.settle(session, pointer)));
    }

    /**
     * What the person has begun to write. It stays on this device.
     *
     * @param text empty: nothing any more
     */
    public void setDraft(ConversationId conversation, String text, Instant now) {
        done(session -> tables.conversations.setDraft(session, conversation, text, now));
    }

    // --- what goes by itself

    /** Takes away what has disappeared by now, as much as one transaction should. Answers where. */
    public Set<ConversationId> sweep(Instant now) {
        return database.transaction(session -> {
            Happenings happenings = new Happenings();
            Removal removal = new Removal(tables);
            for (MessageTable.Found found : tables.messages.gone(session, now, SWEEP)) {
                tables.messages.entry(session, found.position()).ifPresent(entry -> {
                    removal.remove(
                            session, found.conversation(), entry.message().ref(), found.position());
                    happenings.touched(found.conversation());
                });
            }
            tables.changes.forgetWaiting(session, now.minus(ContentTimes.CHANGE_KEPT));
            return Set.copyOf(happenings.touched());
        });
    }

    /** When the next message disappears; nothing if none is about to. */
    public Optional<Instant> nextSweep() {
        return database.transaction(tables.messages::nextGone);
    }

    @Override
    public void close() {
        database.close();
    }

    private interface Step {
        List<StatusChange> take(SqlSession session, Happenings happenings);
    }

    private Moved moved(Step step) {
        return database.transaction(session -> {
            Happenings happenings = new Happenings();
            List<StatusChange> changes = step.take(session, happenings);
            return new Moved(changes, happenings.touched());
        });
    }

    private interface Work {
        void run(SqlSession session);
    }

    private void done(Work work) {
        database.transaction(session -> {
            work.run(session);
            return true;
        });
    }
}
