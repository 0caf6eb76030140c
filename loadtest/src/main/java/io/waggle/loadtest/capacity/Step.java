package io.waggle.loadtest.capacity;

import java.util.List;

/**
 * A rate that was tried, twice if it did not hold at once.
 *
 * <p>The rule: a rate holds if one of its attempts holds, because a shared machine stalls now and then for reasons that are not
 * the broker's. A broken promise is no noise: it decides at once and is not tried again. Where no attempt held, the generator is
 * to blame only if it fell behind in each: one attempt in which it kept up and the objective was missed is the broker's.
 *
 * @param confirming whether this rate had held before and was tried again at the end
 * @param attempts in order; one or two
 */
public record Step(double ratePerS, Outcome outcome, boolean confirming, List<Attempt> attempts) {

    /** Takes a copy. */
    public Step {
        attempts = List.copyOf(attempts);
    }

    /** What attempts at a rate come to. @throws IllegalArgumentException if there are none */
    static Step of(double ratePerS, boolean confirming, List<Attempt> attempts) {
        if (attempts.isEmpty()) {
            throw new IllegalArgumentException("a step without an attempt");
        }
        return new Step(ratePerS, outcome(attempts), confirming, attempts);
    }

    private static Outcome outcome(List<Attempt> attempts) {
        for (Outcome first : List.of(Outcome.BROKE_A_PROMISE, Outcome.HELD, Outcome.FAILED)) {
            if (attempts.stream().anyMatch(attempt -> attempt.outcome() == first)) {
                return first;
            }
        }
        return Outcome.GENERATOR_BEHIND;
    }

    /** Whether the rate holds. */
    public boolean holds() {
        return outcome == Outcome.HELD;
    }

    /** The attempt that speaks for it: the one that held, or else the last. */
    public Attempt telling() {
        return attempts.stream()
                .filter(attempt -> attempt.outcome() == outcome)
                .findFirst()
                .orElse(attempts.get(attempts.size() - 1));
    }
}
