package io.waggle.protocol;

/**
 * A place in one inbox. Strictly increasing there, never used twice, not dense; it says nothing about another inbox.
 *
 * @param value 0 to 2^63-1; 0 is the place before the first row
 */
public record InboxSequence(long value) implements Comparable<InboxSequence> {

    /** Before the first row. */
    public static final InboxSequence NONE = new InboxSequence(0);

    /** Takes a place. @throws IllegalArgumentException if it is negative */
    public InboxSequence {
        if (value < 0) {
            throw new IllegalArgumentException("an inbox sequence is at least 0, not " + value);
        }
    }

    /** Whether this place comes after the other. */
    public boolean isAfter(InboxSequence other) {
        return value > other.value;
    }

    @Override
    public int compareTo(InboxSequence other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
