package io.waggle.loadtest.broker;

import java.util.Map;

/** As many brokers of one kind as are wanted, each with nothing in it. */
public interface Brokers {

    /**
     * Starts another, or finds the one that there is, if it is not started here.
     *
     * @param settings of a Waggle, keys of waggle.properties; those that a person gave win over these
     */
    Target open(Map<String, String> settings);

    /** Whether each is a new one, whose process is known. */
    boolean areStartedHere();

    /** Those that are called this on the command line. */
    static Brokers of(Targets targets, String nameOrAddress) {
        return new Brokers() {
            @Override
            public Target open(Map<String, String> settings) {
                return targets.with(settings).open(nameOrAddress);
            }

            @Override
            public boolean areStartedHere() {
                return Targets.NAMES.contains(nameOrAddress);
            }
        };
    }
}
