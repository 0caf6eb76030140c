package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.MessageId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Which messages have been accepted. Owned by the commit thread.
 *
 * <p>Two generations of a column family each: new ids go into the younger, both are asked, and when the younger is as old as
 * the horizon a third takes its place and the eldest is dropped whole. So an id is remembered for one to two horizons, and
 * forgetting costs nothing, however many there are. A clock that is set back only lengthens that.
 */
final class Dedup {

    private static final String STARTED = "dedup-started";
    private final Store store;
    private final Duration horizon;
    private final Map<Id, InboxSequence> uncommitted = new HashMap<>();
    private Family younger;
    private long startedMs;

    private record Id(long sender, MessageId message) {}

    Dedup(Store store, Duration horizon, long nowMs) throws RocksDBException {
        this.store = store;
        this.horizon = horizon;
        var generations = store.dedupGenerations();
        startedMs = store.number(STARTED, nowMs);
        younger = generations.isEmpty() ? begin(nowMs) : generations.get(generations.size() - 1);
    }

    /**
     * Behind which row of its sender's inbox the message has been accepted, in this commit or an earlier one; nothing if it has not
     * been. What was accepted before places were kept counts as accepted now.
     */
    Optional<InboxSequence> acceptedAfter(Entry sender, MessageId message) throws RocksDBException {
        if (message.compareTo(newestOf(sender)) > 0) {
            return Optional.empty();
        }
        InboxSequence now = uncommitted.get(new Id(sender.id(), message));
        if (now != null) {
            return Optional.of(now);
        }
        byte[] key = Keys.dedup(sender.id(), message);
        for (Family generation : store.dedupGenerations()) {
            byte[] place = store.get(generation, key);
            if (place != null) {
                return Optional.of(new InboxSequence(place.length == 0 ? sender.last() : Keys.number(place)));
            }
        }
        return Optional.empty();
    }

    void add(Changes changes, Entry sender, MessageId message, InboxSequence after) throws RocksDBException {
        uncommitted.put(new Id(sender.id(), message), after);
        changes.put(younger, Keys.dedup(sender.id(), message), Keys.number(after.value()));
        if (message.compareTo(newestOf(sender)) > 0) {
            sender.newestSent(message);
        }
    }

    /** Ids begin with the time, so most are above all that their sender has used, and need not be looked for. */
    private MessageId newestOf(Entry sender) throws RocksDBException {
        MessageId newest = sender.newestSent();
        if (newest == null) {
            newest = MessageId.LOWEST;
            for (Family generation : store.dedupGenerations()) {
                byte[] last = store.lastKey(generation, sender.id());
                if (last != null && Keys.messageOf(last).compareTo(newest) > 0) {
                    newest = Keys.messageOf(last);
                }
            }
            sender.newestSent(newest);
        }
        return newest;
    }

    /** The commit is on disk, and its ids are found there. */
    void committed() {
        uncommitted.clear();
    }

    /** Begins a new generation when its time has come. */
    void rotate(long nowMs) throws RocksDBException {
        long age = nowMs - startedMs;
        if (age < -horizon.toMillis()) {
            start(nowMs); // the clock had been far ahead when this generation began
        } else if (age >= horizon.toMillis()) {
            younger = begin(nowMs);
            while (store.dedupGenerations().size() > 2) {
                store.dropOldestDedupGeneration();
            }
        }
    }

    private Family begin(long nowMs) throws RocksDBException {
        Family generation = store.addDedupGeneration();
        start(nowMs);
        return generation;
    }

    private void start(long nowMs) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(store.family("meta").handle(), Store.key(STARTED), Keys.number(nowMs));
            store.write(batch, true);
        }
        startedMs = nowMs;
    }
}
