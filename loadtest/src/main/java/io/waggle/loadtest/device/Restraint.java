package io.waggle.loadtest.device;

import io.waggle.protocol.InboxSequence;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Holds back acknowledgements: of the messages that a device has read, only as many may be acknowledged as it is released to.
 * What is read and held back stays in the broker's inbox; there is never more of it than the broker sends unacknowledged.
 * Belongs to its device's event loop.
 */
final class Restraint {

    private final Deque<InboxSequence> held = new ArrayDeque<>();
    private InboxSequence allowed;
    private int left;

    /** Nothing after this may be acknowledged yet. */
    Restraint(InboxSequence acknowledged) {
        this.allowed = acknowledged;
    }

    /** A message was read, for the first time. */
    void read(InboxSequence message) {
        held.addLast(message);
        move();
    }

    /** So many messages more may be acknowledged. */
    void release(int messages) {
        left += messages;
        move();
    }

    private void move() {
        while (left > 0 && !held.isEmpty()) {
            allowed = held.removeFirst();
            left--;
        }
    }

    /** The last that may be acknowledged, and all before it. */
    InboxSequence allowed() {
        return allowed;
    }

    /** How many messages may be acknowledged that have not been read yet. */
    int left() {
        return left;
    }
}
