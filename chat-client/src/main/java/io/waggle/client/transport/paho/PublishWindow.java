package io.waggle.client.transport.paho;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps within the server's Receive Maximum (MQTT 5.0, section 3.2.2.3.3), beyond which Paho throws: what exceeds it waits
 * its turn. Its monitor owns its state. The client never has more than two frames unanswered, so neither does this.
 */
final class PublishWindow {

    private static final int MAX_WAITING = 64;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int free = Integer.MAX_VALUE;

    /** Begins with what the server allows; nothing said means that nothing is in the way. */
    synchronized void open(@Nullable Integer receiveMaximum) {
        if (receiveMaximum != null) {
            free = receiveMaximum;
        }
    }

    /** Publishes now, or when its turn comes. @throws IllegalStateException if too many wait */
    void enter(Runnable publish) {
        synchronized (this) {
            if (free == 0) {
                if (waiting.size() == MAX_WAITING) {
                    throw new IllegalStateException(MAX_WAITING + " frames wait to be published");
                }
                waiting.add(publish);
                return;
            }
            free--;
        }
        publish.run();
    }

    /** An answer came. */
    void leave() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
