package io.waggle.loadtest.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Every message of a run. Streams are opened before the load begins and read when it is over and every thread has handed
 * over what it did; in between only their owners touch them.
 */
public final class Ledger {

    private final int run = ThreadLocalRandom.current().nextInt();
    private final List<Stream> streams = new ArrayList<>();

    /** What tells this run's messages from those of another. */
    public int run() {
        return run;
    }

    /** A sender's stream to a number of recipients. */
    public Stream open(int recipients) {
        Stream stream = new Stream(recipients);
        streams.add(stream);
        return stream;
    }

    /** The streams in the order they were opened. */
    public List<Stream> streams() {
        return Collections.unmodifiableList(streams);
    }

    /**
     * Adds up.
     *
     * @param redelivered repetitions that devices recognised
     * @param foreign what came to devices and is in no stream
     */
    public Tally tally(long redelivered, long foreign) {
        Tally.Sum sum = new Tally.Sum();
        streams.forEach(stream -> stream.addTo(sum));
        sum.redelivered = redelivered;
        sum.foreign += foreign;
        return sum.tally();
    }
}
