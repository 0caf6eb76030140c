package io.waggle.broker.inbox.rocksdb;

import io.waggle.protocol.frame.ReceiptKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pointers that wait in one inbox, in sequence order. Not thread-safe: its {@link Entry} guards it. */
final class Receipts {

    /** In sequence order, for a pointer that moves is removed and put again. */
    private final Map<ReceiptRow.Key, ReceiptRow> pointers = new LinkedHashMap<>();

    /** Read and played pointers by the inbox of the device that reported them. */
    private final Map<Long, Integer> reportsOf = new HashMap<>();

    private int delivered;

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
        if (key.kind() == ReceiptKind.DELIVERED) {
            delivered += difference;
        } else if (reportsOf.merge(key.member(), difference, Integer::sum) == 0) {
            reportsOf.remove(key.member());
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

    int delivered() {
        return delivered;
    }

    /** Read and played pointers of all members. */
    int reports() {
        return pointers.size() - delivered;
    }

    int reportsOf(long member) {
        @Nullable Integer reports = reportsOf.get(member);
        return reports == null ? 0 : reports;
    }

    boolean isEmpty() {
        return pointers.isEmpty();
    }
}
