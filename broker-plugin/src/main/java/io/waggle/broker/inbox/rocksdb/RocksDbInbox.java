package io.waggle.broker.inbox.rocksdb;

import com.google.crypto.tink.Aead;
import io.waggle.broker.config.CommitConfig;
import io.waggle.broker.config.InboxConfig;
import io.waggle.broker.event.Events;
import io.waggle.broker.group.Group;
import io.waggle.broker.group.GroupPicture;
import io.waggle.broker.inbox.Acknowledged;
import io.waggle.broker.inbox.Decision;
import io.waggle.broker.inbox.Inbox;
import io.waggle.broker.inbox.InboxFigures;
import io.waggle.broker.inbox.InboxState;
import io.waggle.broker.inbox.InboxUnavailable;
import io.waggle.broker.inbox.OpenOutcome;
import io.waggle.broker.inbox.Page;
import io.waggle.broker.inbox.Submission;
import io.waggle.broker.inbox.Waiting;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.DeviceId;
import io.waggle.protocol.Epoch;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.OutboxItem;
import io.waggle.protocol.frame.Recipient;
import io.waggle.protocol.frame.Send;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;

/** The embedded engine; the package's comment says how it works. */
public final class RocksDbInbox implements Inbox {

    private final InboxConfig config;
    private final Clock clock;
    private final CommitLoop loop;
    private final Thread thread;
    private final SecureRandom random = new SecureRandom();
    private volatile Duration oldest = Duration.ZERO;

    /**
     * Opens the store, creating it if there is none, and starts the commit thread.
     *
     * @param directory for this store alone
     * @param aead what content is sealed with
     * @throws InboxUnavailable if the store cannot be opened: damaged, not writable, or in use by another process
     */
    public static RocksDbInbox open(
            Path directory, Aead aead, InboxConfig config, CommitConfig commit, Clock clock, Events events) {
        CommitLoop.StateOpener opener = () -> new State(directory, aead, config, clock.instant());
        try {
            CommitLoop loop = new CommitLoop(opener.open(), opener, commit, config, clock, events);
            return new RocksDbInbox(config, clock, loop);
        } catch (RocksDBException | StoreCorrupted e) {
            throw new InboxUnavailable("cannot open the store in " + directory + ": " + e.getMessage(), e);
        }
    }

    private RocksDbInbox(InboxConfig config, Clock clock, CommitLoop loop) {
        this.config = config;
        this.clock = clock;
        this.loop = loop;
        this.thread = new Thread(loop, "waggle-commit");
        thread.start();
    }

    @Override
    public CompletableFuture<OpenOutcome> open(Address device) {
        return present(device)
                .<CompletableFuture<OpenOutcome>>map(
                        state -> CompletableFuture.completedFuture(new OpenOutcome.Opened(state, false)))
                .orElseGet(() -> submit(new OpenOperation(device, newEpoch())));
    }

    /** An inbox that is on disk, as memory has it. What memory cannot tell is the commit thread's to tell. */
    private Optional<InboxState> present(Address device) {
        return loop.available()
                .map(state -> state.directory().find(device))
                .filter(entry -> entry.isStored() && entry.isLoaded())
                .map(Entry::state);
    }

    private Epoch newEpoch() {
        long value = random.nextLong();
        return value == 0 ? newEpoch() : new Epoch(value);
    }

    @Override
    public Optional<InboxState> state(Address device) {
        State state = loop.state();
        Entry entry = state.directory().find(device);
        return entry == null
                ? Optional.empty()
                : Optional.of(loaded(state, entry).state());
    }

    @Override
    public Set<Address> devices(AccountId account) {
        Map<DeviceId, Entry> devices = loop.state().directory().devices(account);
        Set<Address> addresses = new LinkedHashSet<>(devices.size());
        devices.values().forEach(entry -> addresses.add(entry.device()));
        return addresses;
    }

    @Override
    public CompletableFuture<Decision> append(Submission submission) {
        return submit(new AppendOperation(submission));
    }

    @Override
    public boolean mayRefuse(Submission submission) {
        Directory directory = loop.state().directory();
        Entry sender = directory.find(submission.sender());
        if (sender == null || sender.duties() >= config.maxControlRows()) {
            return true;
        }
        for (OutboxItem item : submission.items()) {
            if (item instanceof Send send && !allHaveRoom(directory, send)) {
                return true;
            }
        }
        return false;
    }

    private boolean allHaveRoom(Directory directory, Send send) {
        for (Recipient recipient : send.recipients()) {
            for (Entry entry : directory.devices(recipient.account()).values()) {
                if (!entry.isLoaded()
                        || !entry.hasRoom(send.content().size(), config.maxMessages(), config.maxBytes())) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public CompletableFuture<Acknowledged> acknowledge(Address device, Epoch epoch, InboxSequence upTo) {
        return submit(new AcknowledgeOperation(device, epoch, upTo, true));
    }

    @Override
    public CompletableFuture<Acknowledged> acknowledgeNow(Address device, Epoch epoch, InboxSequence upTo) {
        return submit(new AcknowledgeOperation(device, epoch, upTo, false));
    }

    @Override
    public CompletableFuture<Acknowledged> reject(Address device, Epoch epoch, InboxSequence sequence, String reason) {
        return submit(new RejectOperation(device, epoch, sequence, reason));
    }

    @Override
    public Page read(Address device, InboxSequence after, int maxBytes, int maxRows) {
        State state = loop.state();
        try {
            return state.store().reading(() -> {
                Entry entry = state.directory().find(device);
                if (entry == null) {
                    return new Page(List.of(), after, false);
                }
                loaded(state, entry);
                return new PageReader(state, entry, clock.millis()).read(after.value(), maxBytes, maxRows);
            });
        } catch (RocksDBException | StoreUnreadable | StoreCorrupted e) {
            throw new InboxUnavailable("cannot read an inbox: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Waiting> waiting(Address device) {
        State state = loop.state();
        Entry entry = state.directory().find(device);
        if (entry == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(state.store().reading(() -> {
                loaded(state, entry);
                int messages = entry.messages();
                return new Waiting(
                        messages,
                        messages == 0
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochMilli(
                                        new PageReader(state, entry, clock.millis()).oldestAcceptedAtMs())));
            }));
        } catch (RocksDBException | StoreUnreadable e) {
            throw new InboxUnavailable("cannot read an inbox", e);
        }
    }

    /** Counts an inbox on this thread rather than on the commit thread, if that has not been done. */
    private static Entry loaded(State state, Entry entry) {
        entry.load(state.loader());
        return entry;
    }

    @Override
    public CompletableFuture<Integer> expire() {
        State state = loop.state();
        long nowMs = clock.millis();
        List<Long> due = new ArrayList<>();
        long oldestMs = nowMs;
        for (Entry entry : state.directory().all()) {
            oldestMs = Math.min(oldestMs, inspect(state, entry, nowMs, due));
        }
        oldest = Duration.ofMillis(Math.max(0, nowMs - oldestMs));
        Collections.sort(due); // the oldest inbox first, so that a sweep has an order
        CompletableFuture<Integer> total = CompletableFuture.completedFuture(0);
        for (long id : due) {
            total = total.thenCombine(submit(new ExpireOperation(id)), Integer::sum);
        }
        return total;
    }

    /** Notes the inbox if something in it is due; answers when its oldest message was accepted. */
    private long inspect(State state, Entry entry, long nowMs, List<Long> due) {
        try {
            return state.store().reading(() -> {
                loaded(state, entry);
                if (entry.holdsRows() && entry.earliestExpiryMs() <= nowMs) {
                    due.add(entry.id());
                }
                return entry.messages() > 0 ? new PageReader(state, entry, nowMs).oldestAcceptedAtMs() : nowMs;
            });
        } catch (RocksDBException | StoreUnreadable e) {
            throw new InboxUnavailable("cannot read an inbox", e);
        }
    }

    @Override
    public CompletableFuture<Boolean> remove(Address device) {
        return submit(new RemoveOperation(device));
    }

    @Override
    public Optional<Group> group(ConversationId id) {
        return reading(state -> state.groups().read(id));
    }

    @Override
    public Set<ConversationId> groups(AccountId account) {
        return reading(state -> state.groups().of(account));
    }

    @Override
    public Optional<GroupPicture> groupPicture(ConversationId id) {
        return reading(state -> state.groups().picture(id));
    }

    @Override
    public CompletableFuture<Result> setGroupPicture(Address by, ConversationId id, Optional<GroupPicture> picture) {
        return submit(new SetPictureOperation(by, id, picture));
    }

    /** Reads what is not an inbox. */
    @FunctionalInterface
    private interface GroupRead<T> {
        T from(State state) throws RocksDBException;
    }

    private <T> T reading(GroupRead<T> read) {
        State state = loop.state();
        try {
            return state.store().reading(() -> read.from(state));
        } catch (RocksDBException | StoreCorrupted e) {
            throw new InboxUnavailable("cannot read groups: " + e.getMessage(), e);
        }
    }

    @Override
    public CompletableFuture<Integer> leaveGroups(AccountId account) {
        CompletableFuture<Integer> total = CompletableFuture.completedFuture(0);
        for (ConversationId id : groups(account)) {
            total = total.thenCombine(submit(new LeaveOperation(id, account)), Integer::sum);
        }
        return total;
    }

    @Override
    public void onAppend(AppendListener listener) {
        loop.onAppend(listener);
    }

    @Override
    public boolean isAvailable() {
        return loop.isAvailable();
    }

    @Override
    public InboxFigures figures() {
        long inboxes = 0;
        long waiting = 0;
        long bytes = 0;
        if (loop.isAvailable()) {
            for (Entry entry : loop.state().directory().all()) {
                inboxes++;
                waiting += entry.messages();
                bytes += entry.bytes();
            }
        }
        return new InboxFigures(inboxes, waiting, bytes, oldest, loop.queued());
    }

    private <T> CompletableFuture<T> submit(Operation<T> operation) {
        loop.submit(operation);
        return operation.result();
    }

    @Override
    public void close() {
        loop.stop();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
