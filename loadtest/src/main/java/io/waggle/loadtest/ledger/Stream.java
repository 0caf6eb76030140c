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
    private int sent;

    Stream(int recipients) {
        this.deliveries = IntStream.range(0, recipients).mapToObj(i -> new Delivery()).toList();
    }

    /** Another message: its number. */
    public int next() {
        return sent++;
    }

    /** The system acknowledged a message. Tells whether for the first time. */
    public boolean acked(int number) {
        boolean first = !acked.get(number);
        acked.set(number);
        return first;
    }

    /** The system refused a message: its sender knows that it will not arrive. Tells whether for the first time. */
    public boolean refused(int number) {
        boolean first = !refused.get(number);
        refused.set(number);
        return first;
    }

    /** What a recipient gets of this. */
    public Delivery delivery(int recipient) {
        return deliveries.get(recipient);
    }

    void addTo(Tally.Sum sum) {
        sum.sent += sent;
        sum.acked += acked.cardinality();
        BitSet onlyRefused = (BitSet) refused.clone();
        onlyRefused.andNot(acked);
        sum.refused += onlyRefused.cardinality();
        deliveries.forEach(delivery -> delivery.addTo(sum, acked, sent));
    }
}
