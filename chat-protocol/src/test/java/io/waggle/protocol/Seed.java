package io.waggle.protocol;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Randomness that a failed run can be repeated with: {@code -Dwaggle.seed=N}, N being what it printed. */
public final class Seed {

    private Seed() {}

    /** A generator for the named test, its seed printed. */
    public static RandomGenerator random(String test) {
        long seed = Long.getLong("waggle.seed", System.nanoTime());
        System.out.println(test + ": -Dwaggle.seed=" + seed);
        return new SplittableRandom(seed);
    }
}
