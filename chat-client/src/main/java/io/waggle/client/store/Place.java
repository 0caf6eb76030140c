package io.waggle.client.store;

/**
 * Where something stands in its conversation: the same order on all devices of all who are in it, that of the server. What pages are
 * counted from. What the server has not accepted yet stands behind everything else, in the order of sending.
 *
 * @param row of what came through the inbox, where it came; of what this device sent, the last that was before it
 * @param sub of what this device sent, its place among that in the order of sending, from 1; else 0
 */
public record Place(long row, long sub) implements Comparable<Place> {

    /** Before everything. */
    public static final Place FIRST = new Place(Long.MIN_VALUE, 0);

    /** Behind everything; what the newest page ends before. */
    public static final Place NEWEST = new Place(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Of something that came through the inbox. */
    static Place ofRow(long row) {
        return new Place(row, 0);
    }

    /** Of something that this device has not seen accepted. */
    static Place waiting(long sendOrder) {
        return new Place(Long.MAX_VALUE, sendOrder);
    }

    /** Of something that this device sent and the server accepted behind the row. */
    static Place behind(long row, long sendOrder) {
        return new Place(row, sendOrder);
    }

    @Override
    public int compareTo(Place other) {
        int rows = Long.compare(row, other.row);
        return rows == 0 ? Long.compare(sub, other.sub) : rows;
    }
}
