package io.waggle.loadtest.capacity;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;

/**
 * Looks for the highest rate that holds: doubles the rate until a step fails, or halves it until one holds, then halves what is
 * in between, by ratio, until it is no wider than the resolution. The rate that this comes to is tried again: should it fail
 * now, it counts as failed, and the search goes on below it, a few times at most. {@link Step} says what a step is.
 *
 * <p>It takes for granted that a rate above one that failed would fail too: on a machine with noise that is not always so, and
 * what it finds is then too low rather than too high. What it measures with is a function, so that a test can be the broker.
 */
public final class Search {

    private static final double GROWTH = 2;

    /** How far below the first rate it looks before it gives up. */
    private static final double DEEPEST = 1_024;

    private static final int MOST_CONFIRMATIONS = 3;
    private static final int ATTEMPTS = 2;

    /** Rates that are written down have so many digits. */
    private static final MathContext DIGITS = new MathContext(3);

    private final SearchPlan plan;
    private final DoubleFunction<Attempt> system;
    private final Consumer<Step> listener;
    private final List<Step> steps = new ArrayList<>();
    private final TreeSet<Double> held = new TreeSet<>();
    private final TreeMap<Double, Outcome> failed = new TreeMap<>();

    /**
     * A search to be.
     *
     * @param system tries a rate once
     * @param listener hears of every step when it is over
     */
    public Search(SearchPlan plan, DoubleFunction<Attempt> system, Consumer<Step> listener) {
        this.plan = plan;
        this.system = system;
        this.listener = listener;
    }

    /** Searches. Call once. */
    public Found run() {
        for (int confirmations = 0; confirmations < MOST_CONFIRMATIONS; confirmations++) {
            narrow();
            if (held.isEmpty()) {
                return found(false);
            }
            if (step(held.last(), true)) {
                return found(true);
            }
        }
        narrow();
        return found(false);
    }

    /** Tries rates until the highest that holds and the lowest that does not are close, or there is nothing left to try. */
    private void narrow() {
        double rate = next();
        while (rate > 0) {
            step(rate, false);
            rate = next();
        }
    }

    /** The next rate to try; 0 if there is none. */
    private double next() {
        if (failed.isEmpty()) {
            double highest = held.isEmpty() ? 0 : held.last();
            return highest == 0 ? plan.fromPerS() : highest < plan.toPerS() ? rounded(highest * GROWTH) : 0;
        }
        double lowest = failed.firstKey();
        if (held.isEmpty()) {
            double lower = rounded(lowest / GROWTH);
            return lower >= Math.max(1, plan.fromPerS() / DEEPEST) ? lower : 0;
        }
        double highest = held.last();
        double between = rounded(Math.sqrt(highest * lowest));
        boolean close = lowest / highest <= 1 + plan.resolution();
        return close || between <= highest || between >= lowest ? 0 : between;
    }

    private double rounded(double rate) {
        return Math.min(plan.toPerS(), new BigDecimal(rate).round(DIGITS).doubleValue());
    }

    /** Tries a rate; answers whether it holds. */
    private boolean step(double rate, boolean confirming) {
        List<Attempt> attempts = new ArrayList<>(ATTEMPTS);
        Step step;
        do {
            attempts.add(system.apply(rate));
            step = Step.of(rate, confirming, attempts);
        } while (!step.holds() && step.outcome() != Outcome.BROKE_A_PROMISE && attempts.size() < ATTEMPTS);
        steps.add(step);
        if (step.holds()) {
            held.add(rate);
        } else {
            failed.put(rate, step.outcome());
            held.tailSet(rate, true).clear();
        }
        listener.accept(step);
        return step.holds();
    }

    private Found found(boolean confirmed) {
        double rate = held.isEmpty() ? 0 : held.last();
        return new Found(rate, bound(), failed.isEmpty() ? null : failed.firstKey(), confirmed, steps);
    }

    private Bound bound() {
        if (failed.isEmpty()) {
            return Bound.CAP;
        }
        if (failed.firstEntry().getValue() == Outcome.GENERATOR_BEHIND) {
            return Bound.GENERATOR;
        }
        return held.isEmpty() ? Bound.NOTHING_HELD : Bound.BROKER;
    }
}
