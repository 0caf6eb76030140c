package io.waggle.protocol.content;

/**
 * Which of several changes of one thing counts: that of the highest revision; of equal ones that whose message id is higher.
 *
 * @param value 1 to {@value ContentLimits#REVISION}
 */
public record Revision(long value) implements Comparable<Revision> {

    /** Of a thing that was never changed before. */
    public static final Revision FIRST = new Revision(1);

    /** Takes a revision. @throws IllegalArgumentException if it is out of bounds */
    public Revision {
        Bounds.number(ContentFault.BAD_REVISION, "revision", value, 1, ContentLimits.REVISION);
    }

    /** What a change has that is made in the knowledge of this one; the highest again after the highest. */
    public Revision next() {
        return new Revision(Math.min(value + 1, ContentLimits.REVISION));
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
