package io.waggle.loadtest.run;

import io.waggle.loadtest.measure.Latency;

/** Hears how a run goes, on the run's thread. */
public interface Progress {

    /** Something begins. */
    void phase(String what);

    /**
     * A second has passed.
     *
     * @param seconds since the load began
     * @param sentPerS messages handed to devices, per second
     * @param deliveredPerS messages at recipients, per second
     * @param underWay messages without an answer
     * @param latency of what was delivered in this second
     */
    void second(long seconds, long sentPerS, long deliveredPerS, long underWay, Latency latency);

    /** What is measured begins: devices are connected, and the load that only warms up is over. */
    default void measuring() {
        // most do not care
    }

    /** What is measured has ended; what is under way may still come. */
    default void measured() {
        // most do not care
    }

    /** Nobody watches. */
    static Progress none() {
        return new Progress() {
            @Override
            public void phase(String what) {
                // nobody watches
            }

            @Override
            public void second(long seconds, long sentPerS, long deliveredPerS, long underWay, Latency latency) {
                // nobody watches
            }
        };
    }
}
