package io.waggle.broker.delivery;

import io.waggle.protocol.Address;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often the head of an inbox was sent without being acknowledged, over all connections of its device: a phone that
 * connects, is sent a message and vanishes, again and again, shows only here. Bounded; the longest unused entry goes first.
 * Thread-safe.
 */
final class Attempts {

    private static final int REMEMBERED = 100_000;

    private record Head(long sequence, int times) {}

    private final Map<Address, Head> heads = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Head> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** The head was sent. Answers how often now. */
    synchronized int sent(Address device, long head) {
        Head before = heads.get(device);
        int times = before != null && before.sequence() == head ? before.times() + 1 : 1;
        heads.put(device, new Head(head, times));
        return times;
    }

    /** How often the head was sent; 0 if nothing is unacknowledged. */
    synchronized int count(Address device) {
        Head head = heads.get(device);
        return head == null ? 0 : head.times();
    }

    /** Something was acknowledged. */
    synchronized void forget(Address device) {
        heads.remove(device);
    }
}
