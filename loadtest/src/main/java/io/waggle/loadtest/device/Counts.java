package io.waggle.loadtest.device;

import java.util.concurrent.atomic.LongAdder;

/**
 * How far a run is, for whoever watches it. The ledger is what counts in the end; these only tell when it is worth reading.
 * For any thread.
 */
public final class Counts {

    private final LongAdder sent = new LongAdder();
    private final LongAdder acked = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder expected = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder redelivered = new LongAdder();
    private final LongAdder foreign = new LongAdder();

    void sent() {
        sent.increment();
    }

    /** A message was acknowledged, and is to reach so many members. */
    public void acked(int members) {
        acked.increment();
        expected.add(members);
    }

    /** A message was refused. */
    public void refused() {
        refused.increment();
    }

    /** So many members will not get a message that was acknowledged. */
    public void withdrawn(int members) {
        expected.add(-members);
    }

    void delivered() {
        delivered.increment();
    }

    void redelivered() {
        redelivered.increment();
    }

    /** Something came that nobody had sent. */
    public void foreign() {
        foreign.increment();
    }

    /** Messages handed to devices. */
    public long sentSoFar() {
        return sent.sum();
    }

    /** Messages acknowledged. */
    public long ackedSoFar() {
        return acked.sum();
    }

    /** Messages acknowledged or refused. */
    public long answeredSoFar() {
        return acked.sum() + refused.sum();
    }

    /** Messages at recipients, once each. */
    public long deliveredSoFar() {
        return delivered.sum();
    }

    /** Repetitions that devices recognised. */
    public long redeliveredSoFar() {
        return redelivered.sum();
    }

    /** Things that nobody had sent. */
    public long foreignSoFar() {
        return foreign.sum();
    }

    /** Whether everything that was sent is decided, and everything acknowledged is where it belongs. */
    public boolean isSettled() {
        return acked.sum() + refused.sum() >= sent.sum() && delivered.sum() >= expected.sum();
    }
}
