package io.waggle.client;

import io.waggle.client.store.CallEvent;
import io.waggle.client.store.ClientStore;
import io.waggle.client.store.StatusChange;
import io.waggle.client.store.StoredMessage;
import io.waggle.protocol.AccountId;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.frame.Presence;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listener, one event at a time, without ever making the client wait for it.
 *
 * <p>Messages are fetched from the store in batches as the listener gets through them, so a slow one costs disk and not
 * memory, and none is dropped. Other events wait in memory up to a limit; what exceeds it is dropped, and the listener is
 * told how much.
 *
 * <p>The lane owns {@link #fetched}; the monitor of {@link #queue} owns everything that waits; the executor runs one task
 * at a time.
 */
final class EventDispatcher {

    private static final Logger log = LoggerFactory.getLogger(EventDispatcher.class);

    private static final int BATCH = 128;
    private static final int EVENTS_PER_TASK = 64;

    private final ClientStore store;
    private final WaggleListener listener;
    private final Executor executor;
    private final Lane lane;
    private final int limit;

    /** The position of the last message that was fetched for the listener; 0 before the first of this process. */
    private long fetched;

    private final Queue<Consumer<WaggleListener>> queue = new ArrayDeque<>();
    private final Queue<StoredMessage> messages = new ArrayDeque<>();
    private final Set<ConversationId> touched = new LinkedHashSet<>();
    private final Map<AccountId, Presence> presences = new LinkedHashMap<>();
    private @Nullable ConnectionState connection;
    private int dropped;
    private boolean moreMessages;
    private boolean running;
    private boolean closed;

    EventDispatcher(ClientStore store, WaggleListener listener, Executor executor, Lane lane, int limit) {
        this.store = store;
        this.listener = listener;
        this.executor = executor;
        this.lane = lane;
        this.limit = limit;
    }

    /** There are messages in the store that the listener has not seen. Called in the lane. */
    void messagesStored() {
        synchronized (queue) {
            moreMessages = true;
            if (!messages.isEmpty()) {
                return;
            }
        }
        fetch();
    }

    void changed(List<StatusChange> changes) {
        changes.forEach(change -> offer(told -> told.onStatus(change)));
    }

    /** Told once for as much as happens until it is told, so nothing is dropped. */
    void touched(Collection<ConversationId> conversations) {
        if (!conversations.isEmpty()) {
            synchronized (queue) {
                touched.addAll(conversations);
            }
            wake();
        }
    }

    /** Told as it is when it is told, so nothing is dropped. */
    void presence(Presence presence) {
        synchronized (queue) {
            presences.put(presence.account(), presence);
        }
        wake();
    }

    void call(CallEvent event) {
        offer(told -> told.onCall(event));
    }

    void notice(Notice notice) {
        offer(told -> told.onNotice(notice));
    }

    void offer(Consumer<WaggleListener> event) {
        synchronized (queue) {
            if (queue.size() < limit) {
                queue.add(event);
            } else {
                dropped++;
            }
        }
        wake();
    }

    void connection(ConnectionState state) {
        synchronized (queue) {
            connection = state;
        }
        wake();
    }

    /** Tells nothing more; what is being told is told to its end. */
    void close() {
        synchronized (queue) {
            closed = true;
            queue.clear();
            messages.clear();
            touched.clear();
            presences.clear();
        }
    }

    /** In the lane. */
    private void fetch() {
        synchronized (queue) {
            moreMessages = true; // holds if the store fails
        }
        List<StoredMessage> batch = store.unacknowledged(fetched, BATCH);
        if (!batch.isEmpty()) {
            fetched = batch.get(batch.size() - 1).position();
        }
        synchronized (queue) {
            messages.addAll(batch);
            moreMessages = batch.size() == BATCH;
        }
        wake();
    }

    private void wake() {
        synchronized (queue) {
            if (running || closed) {
                return;
            }
            running = true;
        }
        executor.execute(this::run);
    }

    /** A few events, then room for what else the executor has to do. */
    private void run() {
        for (int i = 0; i < EVENTS_PER_TASK; i++) {
            Consumer<WaggleListener> event = next();
            if (event == null) {
                return;
            }
            tell(event);
        }
        executor.execute(this::run);
    }

    private void tell(Consumer<WaggleListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            log.error("the listener threw", e);
            notice(new Notice.ListenerFailed(e));
        }
    }

    private @Nullable Consumer<WaggleListener> next() {
        synchronized (queue) {
            if (connection != null) {
                ConnectionState state = connection;
                connection = null;
                return told -> told.onConnection(state);
            }
            if (!queue.isEmpty()) {
                return queue.remove();
            }
            if (dropped > 0) {
                int count = dropped;
                dropped = 0;
                return told -> told.onNotice(new Notice.EventsDropped(count));
            }
            Iterator<ConversationId> other = touched.iterator();
            if (other.hasNext()) {
                ConversationId conversation = other.next();
                other.remove();
                return told -> told.onConversation(conversation);
            }
            Iterator<Presence> others = presences.values().iterator();
            if (others.hasNext()) {
                Presence presence = others.next();
                others.remove();
                return told -> told.onPresence(presence);
            }
            StoredMessage message = messages.poll();
            if (messages.isEmpty() && moreMessages) {
                moreMessages = false;
                lane.execute(this::fetch);
            }
            if (message != null) {
                return told -> told.onMessage(message);
            }
            running = false;
            return null;
        }
    }
}
