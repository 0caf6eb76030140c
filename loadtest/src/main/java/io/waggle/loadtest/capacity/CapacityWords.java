package io.waggle.loadtest.capacity;

import java.util.Locale;
import java.util.Objects;

/** Tells steps and what they come to to a person. */
public final class CapacityWords {

    private CapacityWords() {}

    static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** A step in one line. */
    static String step(Step step, Objective objective) {
        Attempt telling = step.telling();
        String again = step.attempts().size() > 1 ? ", at the second attempt" : "";
        return line(
                "%,9.0f messages/s  %s %8.2f ms  %s",
                step.ratePerS(),
                objective.percentile(),
                objective.percentile().of(telling.latencyMs()),
                (step.confirming() ? "(confirming) " : "")
                        + switch (step.outcome()) {
                            case HELD -> "holds" + again;
                            case FAILED -> "does not hold: " + telling.why() + (again.isEmpty() ? "" : ", twice");
                            case BROKE_A_PROMISE -> "BROKE A PROMISE: " + telling.why();
                            case GENERATOR_BEHIND -> "says nothing about the broker: " + telling.why();
                        });
    }

    /** What a search found, in a sentence or three. */
    public static String found(Found found, Objective objective) {
        if (found.bound() == Bound.NOTHING_HELD) {
            return line(
                    "No rate held %s: not even %,.0f messages/s.",
                    objective, Objects.requireNonNull(found.nextRatePerS()));
        }
        if (found.ratePerS() == 0) {
            return "The generator fell behind at every rate: nothing is known about the broker.";
        }
        String held = line("%,.0f messages/s hold %s%s.", found.ratePerS(), objective, confirmation(found));
        return held + " "
                + switch (found.bound()) {
                    case BROKER -> line("%,.0f do not.", Objects.requireNonNull(found.nextRatePerS()));
                    case GENERATOR ->
                        line(
                                "At %,.0f the generator fell behind: that is its limit and not the broker's, which may hold more.",
                                Objects.requireNonNull(found.nextRatePerS()));
                    default -> "Nothing higher was tried: the broker may hold more.";
                };
    }

    private static String confirmation(Found found) {
        return found.confirmed() ? "" : " (not confirmed: what held before failed when it was tried again)";
    }
}
