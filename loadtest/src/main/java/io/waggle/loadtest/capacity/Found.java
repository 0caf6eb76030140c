package io.waggle.loadtest.capacity;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a search found.
 *
 * @param ratePerS the highest rate that held, messages per second; 0 if none did
 * @param bound why it is not higher
 * @param nextRatePerS the lowest rate that did not hold; nothing if all did
 * @param confirmed whether the rate held again at the end
 * @param steps in the order in which they were tried
 */
public record Found(double ratePerS, Bound bound, @Nullable Double nextRatePerS, boolean confirmed, List<Step> steps) {

    /** Takes a copy. */
    public Found {
        steps = List.copyOf(steps);
    }

    /** Whether the broker broke a promise at any rate, even at one that it is not held to. */
    public boolean brokeAPromise() {
        return steps.stream().anyMatch(step -> step.outcome() == Outcome.BROKE_A_PROMISE);
    }

    /** The last step at the rate that was found; nothing if none held. */
    public Optional<Step> decisive() {
        return steps.stream()
                .filter(step -> step.holds() && step.ratePerS() == ratePerS)
                .reduce((earlier, later) -> later);
    }
}
