package io.waggle.loadtest.ledger;

import java.util.BitSet;
import java.util.function.IntSupplier;

/**
 * What one recipient got of one sender's messages, which are numbered from 0. Belongs to the recipient's thread until the
 * run is over.
 */
public final class Delivery {

    private final BitSet received = new BitSet();
    private final BitSet excused = new BitSet();
    private int highest = -1;
    private long duplicated;
    private long reordered;
    private long foreign;

    private final IntSupplier sent;

    /**
     * Of a sender's messages.
     *
     * @param sent how many there are so far; asked on the recipient's thread
     */
    Delivery(IntSupplier sent) {
        this.sent = sent;
    }

    /**
     * A message arrived. Tells whether it is the first time.
     *
     * <p>Reordered is a message that comes for the first time after one that was sent later.
     */
    public boolean received(int number) {
        if (number < 0 || number >= sent.getAsInt()) {
            foreign++;
            return false;
        }
        if (received.get(number)) {
            duplicated++;
            return false;
        }
        received.set(number);
        if (number < highest) {
            reordered++;
        }
        highest = Math.max(highest, number);
        return true;
    }

    /** The sender was told that this recipient does not get a message. On the sender's thread. */
    void excused(int number) {
        excused.set(number);
    }

    /** Adds to a tally what is known of a sender's messages. */
    void addTo(Tally.Sum sum, BitSet acked) {
        BitSet lost = (BitSet) acked.clone();
        lost.andNot(received);
        lost.andNot(excused);
        sum.lost += lost.cardinality();
        sum.refused += excused.cardinality();
        sum.delivered += received.cardinality();
        sum.duplicated += duplicated;
        sum.reordered += reordered;
        sum.foreign += foreign;
    }
}
