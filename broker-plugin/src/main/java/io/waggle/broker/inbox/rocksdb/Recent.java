package io.waggle.broker.inbox.rocksdb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The newest rows of one inbox, in memory, in sequence order: a device that keeps up is served from here, and what it
 * acknowledges need not be read again. Not thread-safe: its {@link Entry} guards it.
 */
final class Recent {

    static final int MAX_ROWS = 256;
    static final long MAX_BYTES = 256 << 10;

    /** What a row takes besides its content: names, ids and objects. */
    private static final int ROW_OVERHEAD = 400;

    private final Deque<Numbered> rows = new ArrayDeque<>();
    private long after;
    private long bytes;

    /** A row and where it lies. */
    record Numbered(long sequence, Row row) {

        private int bytes() {
            return row.header().bodyLength() + ROW_OVERHEAD;
        }
    }

    /** @param after what waits up to this is not here */
    Recent(long after) {
        this.after = after;
    }

    /** Adds the inbox's last row; the first ones go if there are too many. Returns by how many bytes it has grown. */
    long add(long sequence, Row row) {
        long before = bytes;
        Numbered added = new Numbered(sequence, row);
        rows.addLast(added);
        bytes += added.bytes();
        while (rows.size() > MAX_ROWS || (bytes > MAX_BYTES && rows.size() > 1)) {
            Numbered first = rows.removeFirst();
            after = first.sequence();
            bytes -= first.bytes();
        }
        return bytes - before;
    }

    /** Takes the row out if it is here. Returns how many bytes that frees. */
    long remove(long sequence) {
        Numbered first = rows.peekFirst();
        if (first == null || first.sequence() > sequence) {
            return 0;
        }
        long before = bytes;
        if (first.sequence() == sequence) {
            rows.removeFirst();
            bytes -= first.bytes();
        } else {
            rows.removeIf(each -> {
                if (each.sequence() != sequence) {
                    return false;
                }
                bytes -= each.bytes();
                return true;
            });
        }
        return before - bytes;
    }

    /** The rows in (from, upTo], in sequence order; nothing unless all that wait there are here. */
    Optional<List<Numbered>> between(long from, long upTo) {
        if (from < after) {
            return Optional.empty();
        }
        List<Numbered> found = new ArrayList<>();
        for (Numbered each : rows) {
            if (each.sequence() > upTo) {
                break;
            }
            if (each.sequence() > from) {
                found.add(each);
            }
        }
        return Optional.of(found);
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
