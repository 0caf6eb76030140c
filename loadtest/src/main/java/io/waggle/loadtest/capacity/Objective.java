package io.waggle.loadtest.capacity;

import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.scenario.ScenarioException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A latency that is to be held.
 *
 * @param percentile how many of all messages are to hold it
 * @param limitMs at most, milliseconds from the time at which a message was meant to be sent until it is at its recipient
 */
public record Objective(Percentile percentile, double limitMs) {

    private static final Pattern TEXT = Pattern.compile("([a-z0-9]+)=(\\d{1,7}(?:\\.\\d{1,3})?)(ms|s)");
    private static final double MILLIS_PER_SECOND = 1_000;

    /** Takes a limit. @throws IllegalArgumentException if it is not more than 0 */
    public Objective {
        if (!(limitMs > 0)) {
            throw new IllegalArgumentException("a latency of " + limitMs + " ms cannot be held");
        }
    }

    /**
     * Reads one, as in {@code p99=50ms}.
     *
     * @throws ScenarioException if it is none; it says what is allowed
     */
    public static Objective parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim());
        if (matcher.matches()) {
            double limit =
                    Double.parseDouble(matcher.group(2)) * (matcher.group(3).equals("s") ? MILLIS_PER_SECOND : 1);
            Percentile percentile = Percentile.named(matcher.group(1)).orElse(null);
            if (percentile != null && limit > 0) {
                return new Objective(percentile, limit);
            }
        }
        throw new ScenarioException(
                "no objective: " + text + "; p50, p90, p99, p999 or max, and a time in ms or s, as in p99=50ms");
    }

    /** Whether a distribution holds it. One without a single message does not. */
    public boolean isHeldBy(Latency latency) {
        return latency.count() > 0 && percentile.of(latency) <= limitMs;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s <= %s ms", percentile, limit());
    }

    private String limit() {
        return limitMs == Math.rint(limitMs) ? Long.toString((long) limitMs) : Double.toString(limitMs);
    }
}
