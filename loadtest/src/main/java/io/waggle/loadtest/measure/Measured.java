package io.waggle.loadtest.measure;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a run measured.
 *
 * @param latency of every message that was meant to be sent within the window
 * @param lag how late the generator itself was
 * @param delivered messages that arrived within the window
 * @param curve the latency's whole distribution
 * @param intervals in order
 */
public record Measured(Latency latency, Latency lag, long delivered, List<Point> curve, List<Interval> intervals) {

    /**
     * A point of a distribution.
     *
     * @param percentile 0 to 100
     */
    public record Point(double percentile, double ms) {}

    /**
     * What happened in an interval.
     *
     * @param at when it began, seconds into the window
     * @param sent per second
     * @param delivered per second
     * @param latency of what was meant to be sent in it
     */
    public record Interval(double at, double sent, double delivered, Latency latency) {}

    /** The distribution at 50, 75, 87.5 % and so on, ever closer to all, with a step between each two. */
    static List<Point> curve(Histogram micros) {
        List<Point> points = new ArrayList<>();
        micros.percentiles(2)
                .forEach(value -> points.add(
                        new Point(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / 1_000.0)));
        return points;
    }
}
