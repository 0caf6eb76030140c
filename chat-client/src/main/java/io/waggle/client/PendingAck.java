package io.waggle.client;

import io.waggle.client.store.InboxCursor;
import io.waggle.protocol.InboxSequence;
import io.waggle.protocol.frame.InboxAck;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledgement that is due to the server: what is stored and what it was told. Becomes urgent {@link #DELAY} after
 * the first row that it covers was stored, or when there are many. Belongs to the lane.
 */
final class PendingAck {

    private static final Duration DELAY = Duration.ofMillis(200);
    private static final int MAX_ROWS = 50;

    private final Lane lane;
    private final Runnable onUrgent;
    private InboxCursor stored = InboxCursor.START;
    private InboxSequence told = InboxSequence.NONE;
    private int rows;
    private Lane.@Nullable Timer timer;

    PendingAck(Lane lane, Runnable onUrgent) {
        this.lane = lane;
        this.onUrgent = onUrgent;
    }

    /** The server knows that everything up to the cursor is stored. */
    void begin(InboxCursor cursor) {
        cancel();
        stored = cursor;
        told = cursor.last();
        rows = 0;
    }

    /**
     * More rows are stored, up to the cursor.
     *
     * @param window how many rows the server sends before it waits; half of them are many
     */
    void add(InboxCursor cursor, int more, int window) {
        stored = cursor;
        rows += more;
        if (rows >= Math.min(MAX_ROWS, Math.max(1, window / 2))) {
            cancel();
            onUrgent.run();
        } else {
            wait(DELAY);
        }
    }

    /** The server does not seem to know: it is told again. */
    void repeat() {
        told = InboxSequence.NONE;
        wait(DELAY);
    }

    /** Whether there is something to tell that cannot wait. */
    boolean isUrgent() {
        return timer == null && isDue();
    }

    /** Whether there is something to tell. */
    boolean isDue() {
        return stored.last().isAfter(told);
    }

    InboxAck get() {
        return new InboxAck(stored.epoch(), stored.last());
    }

    /** It is told. */
    void take() {
        begin(stored);
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void wait(Duration delay) {
        if (timer == null) {
            timer = lane.after(delay, () -> {
                timer = null;
                onUrgent.run();
            });
        }
    }
}
