package io.waggle.loadtest.ledger;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything one sender says to one conversation, numbered from 0, and what each recipient got of it. Belongs to the
 * sender's thread until the run is over; each delivery to its recipient's.
 */
public final class Stream {

    private final List<Delivery> deliveries;
    private final BitSet acked = new BitSet();
    private final BitSet refused = new BitSet();

    /** Written by the sender's thread alone, read by the recipients'. */
    private volatile int sent;

    Stream(int recipients) {
        this.deliveries = IntStream.range(0, recipients)
                .mapToObj(i -> new Delivery(() -> sent))
                .toList();
    }

    /** Another message: its number. */
    public int next() {
        int number = sent;
        sent = number + 1;
        return number;
    }

    /** The system acknowledged a message. Tells whether for the first time. */
    public boolean acked(int number) {
        boolean first = !acked.get(number);
        acked.set(number);
        return first;
    }

    /** Whether the system acknowledged a message. */
    public boolean isAcked(int number) {
        return acked.get(number);
    }

    /** The system refused a message: its sender knows that it will not arrive. Tells whether for the first time. */
    public boolean refused(int number) {
        boolean first = !refused.get(number);
        refused.set(number);
        return first;
    }

    /** The system told the sender of an accepted message that one of its recipients does not get it. */
    public void excused(int number, int recipient) {
        deliveries.get(recipient).excused(number);
    }

    /** What a recipient gets of this. */
    public Delivery delivery(int recipient) {
        return deliveries.get(recipient);
    }

    void addTo(Tally.Sum sum) {
        sum.sent += sent;
        BitSet accepted = (BitSet) acked.clone();
        accepted.andNot(refused);
        sum.acked += accepted.cardinality();
        sum.refused += refused.cardinality();
        deliveries.forEach(delivery -> delivery.addTo(sum, accepted));
    }
}
