package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.DeviceId;
import io.waggle.protocol.frame.ReceiptKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pointers that wait in one inbox, in sequence order. Not thread-safe: its {@link Entry} guards it. */
final class Receipts {

    /** In sequence order, for a pointer that moves is removed and put again. */
    private final Map<ReceiptRow.Key, ReceiptRow> pointers = new LinkedHashMap<>();

    /** Read and played pointers by who reported them, and of whom. */
    private final Map<Reporter, Integer> reportsOf = new HashMap<>();

    private final DeviceId owner;
    private int delivered;
    private int copied;

    /** @param owner the device whose inbox it is */
    Receipts(DeviceId owner) {
        this.owner = owner;
    }

    private record Reporter(long member, DeviceId author) {}

    boolean contains(ReceiptRow.Key key) {
        return pointers.containsKey(key);
    }

    /** Sets or moves a pointer. */
    void put(ReceiptRow receipt) {
        if (pointers.remove(receipt.key()) == null) {
            count(receipt.key(), 1);
        }
        pointers.put(receipt.key(), receipt);
    }

    private void count(ReceiptRow.Key key, int difference) {
        Reporter reporter = new Reporter(key.member(), key.author());
        if (key.kind() != ReceiptKind.DELIVERED) {
            if (reportsOf.merge(reporter, difference, Integer::sum) == 0) {
                reportsOf.remove(reporter);
            }
        } else if (key.author().equals(owner)) {
            delivered += difference;
        } else {
            copied += difference;
        }
    }

    /** Takes out the pointers up to a sequence. */
    List<ReceiptRow> take(long upTo) {
        List<ReceiptRow> taken = new ArrayList<>();
        for (Iterator<ReceiptRow> all = pointers.values().iterator(); all.hasNext(); ) {
            ReceiptRow receipt = all.next();
            if (receipt.sequence() > upTo) {
                break;
            }
            all.remove();
            count(receipt.key(), -1);
            taken.add(receipt);
        }
        return taken;
    }

    /** Pointers in (after, upTo], in sequence order. */
    List<ReceiptRow> between(long after, long upTo) {
        List<ReceiptRow> found = new ArrayList<>();
        for (ReceiptRow receipt : pointers.values()) {
            if (receipt.sequence() > after && receipt.sequence() <= upTo) {
                found.add(receipt);
            }
        }
        return found;
    }

    /** Delivered pointers of what the owner sent. */
    int delivered() {
        return delivered;
    }

    /** Delivered pointers of what other devices of its account sent. */
    int copied() {
        return copied;
    }

    /** Read and played pointers of all members. */
    int reports() {
        return pointers.size() - delivered - copied;
    }

    /** Those by the member of the key about the author of the key. */
    int reportsOf(ReceiptRow.Key key) {
        return reportsOf.getOrDefault(new Reporter(key.member(), key.author()), 0);
    }

    boolean isEmpty() {
        return pointers.isEmpty();
    }
}
