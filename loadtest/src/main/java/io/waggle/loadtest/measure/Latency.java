package io.waggle.loadtest.measure;

import org.HdrHistogram.AbstractHistogram;

/**
 * How long messages took from the time they were meant to be sent until they were at a recipient, milliseconds.
 *
 * @param count how many were measured; all others are 0 if none was
 */
public record Latency(long count, double p50, double p90, double p99, double p999, double max) {

    private static final double MICROS_PER_MILLI = 1_000;

    static Latency of(AbstractHistogram micros) {
        if (micros.getTotalCount() == 0) {
            return new Latency(0, 0, 0, 0, 0, 0);
        }
        return new Latency(
                micros.getTotalCount(),
                at(micros, 50),
                at(micros, 90),
                at(micros, 99),
                at(micros, 99.9),
                micros.getMaxValue() / MICROS_PER_MILLI);
    }

    private static double at(AbstractHistogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }
}
