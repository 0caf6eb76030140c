package io.waggle.loadtest.capacity;

import io.waggle.loadtest.measure.Latency;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How many of all messages an objective is about. */
public enum Percentile {
    P50,
    P90,
    P99,
    P999,

    /** All of them. */
    MAX;

    /** That of a distribution, milliseconds. */
    public double of(Latency latency) {
        return switch (this) {
            case P50 -> latency.p50();
            case P90 -> latency.p90();
            case P99 -> latency.p99();
            case P999 -> latency.p999();
            case MAX -> latency.max();
        };
    }

    /** The one that is written like this, if there is one. */
    static Optional<Percentile> named(String text) {
        return Arrays.stream(values())
                .filter(percentile -> percentile.toString().equals(text))
                .findAny();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
