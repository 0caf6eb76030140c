package io.waggle.loadtest.device;

import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.protocol.Address;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** All devices of a run, whatever they are made of, and the load they make. For one thread, the run's. */
public interface Population extends AutoCloseable {

    /** Everybody. */
    Collection<Address> everybody();

    /** Begins to connect devices at a rate, in order; each connects again whenever its connection ends. */
    void connect(Collection<Address> whom, int perSecond);

    /** Breaks the connections of devices, at once; they stay away. */
    void disconnect(Collection<Address> whom);

    /** How many of these devices are connected and subscribed now. */
    int ready(Collection<Address> whom);

    /** Measures from now on. Returns what is written into. */
    List<Recording> record(Window window);

    /** Sends at a rate from {@code start} to {@code end}, one conversation after the other. Returns at once. */
    void pace(double perSecond, long start, long end);

    /** Sends as fast as windows let, until {@link #stopSending}. Returns at once. */
    void saturate();

    /** Ends {@link #saturate}. */
    void stopSending();

    /**
     * Breaks links until a time: each holds and stays away for random times with these means.
     *
     * @param until {@link System#nanoTime}; whoever is away then comes back
     */
    void flap(Duration holds, Duration away, long until);

    /** How far it is. */
    Counts counts();

    /** What became of connections. */
    Links.Sums connections();

    /** Whether every device that is connected has said what it stored, and was answered. */
    boolean isQuiet();

    /** Waits until every thread has done what it was given, so that the ledger and the recordings can be read. */
    void handOver();

    @Override
    void close();
}
