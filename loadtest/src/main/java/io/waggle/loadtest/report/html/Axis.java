package io.waggle.loadtest.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One direction of a plot: where a value lies, from 0 to 1, and where ticks stand. A linear axis steps by 1, 2 or 5 times a
 * power of ten; a logarithmic one ends at such numbers; a percentile axis gives every further nine as much room as the one
 * before. Values beyond its ends lie at its ends. Immutable.
 */
final class Axis {

    private static final int MOST_DECADES = 6;
    private static final double ALL = 100;

    /** Below this many decades a logarithmic axis has ticks at 2 and 5 too. */
    private static final double FEW_DECADES = 2.01;

    private static final double ROUNDING = 1e-9;

    /** What is beside the first and the last of several places, of what is between two. */
    private static final double MARGIN = 0.15;

    /** A place on an axis that has a name. */
    record Tick(double value, String label) {}

    private final DoubleUnaryOperator scale;
    private final double from;
    private final double to;
    private final List<Tick> ticks;

    private Axis(DoubleUnaryOperator scale, double low, double high, List<Tick> ticks) {
        this.scale = scale;
        this.from = scale.applyAsDouble(low);
        this.to = scale.applyAsDouble(high);
        this.ticks = List.copyOf(ticks);
    }

    /** From 0 to somewhat more than this; to 1 if there is nothing more. */
    static Axis fromZero(double most, int steps) {
        double high = most > 0 && Double.isFinite(most) ? most : 1;
        double step = niceAtLeast(high / steps);
        long count = (long) Math.ceil(high / step - ROUNDING);
        return linear(0, count * step, step, count);
    }

    /** Between these, which need not be ticks. */
    static Axis exactly(double low, double high, int steps) {
        double end = high > low ? high : low + 1;
        double step = niceAtLeast((end - low) / steps);
        double first = Math.ceil(low / step - ROUNDING) * step;
        long count = (long) Math.floor((end - first) / step + ROUNDING);
        Axis ticked = linear(first, end, step, count);
        return new Axis(DoubleUnaryOperator.identity(), low, end, ticked.ticks);
    }

    private static Axis linear(double low, double high, double step, long count) {
        List<Tick> ticks = new ArrayList<>();
        for (long i = 0; i <= count; i++) {
            double value = low + i * step;
            ticks.add(new Tick(value, Numbers.tick(value)));
        }
        return new Axis(DoubleUnaryOperator.identity(), low, high, ticks);
    }

    /** Logarithmic, around these. @throws IllegalArgumentException if they are not positive */
    static Axis logarithmic(double least, double most) {
        if (!(least > 0) || !(most >= least) || !Double.isFinite(most)) {
            throw new IllegalArgumentException("no logarithmic axis from " + least + " to " + most);
        }
        double low = niceAtMost(least);
        double high = niceAtLeast(most);
        if (low == high) {
            low = niceAtMost(least * 0.99);
            high = niceAtLeast(most * 1.01);
        }
        return new Axis(Math::log10, low, high, decades(low, high));
    }

    private static List<Tick> decades(double low, double high) {
        double span = Math.log10(high / low);
        int stride = 1 + (int) (span / (MOST_DECADES + 1));
        int[] digits = span < FEW_DECADES ? new int[] {1, 2, 5} : new int[] {1};
        List<Tick> ticks = new ArrayList<>();
        int first = (int) Math.floor(Math.log10(low) + ROUNDING);
        for (int decade = first; decade <= Math.log10(high) + ROUNDING; decade++) {
            for (int digit : digits) {
                double value = digit * Math.pow(10, decade);
                if ((decade - first) % stride == 0 && value >= low * (1 - ROUNDING) && value <= high * (1 + ROUNDING)) {
                    ticks.add(new Tick(value, Numbers.tick(value)));
                }
            }
        }
        return ticks;
    }

    /** Names that stand as far apart as each other: the first at 0, the next at 1 and so on. */
    static Axis places(List<String> names) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ticks.add(new Tick(i, names.get(i)));
        }
        return new Axis(DoubleUnaryOperator.identity(), -MARGIN, Math.max(1, names.size() - 1) + MARGIN, ticks);
    }

    /** Percentiles from 0 to this one, which is below 100. */
    static Axis percentiles(double highest) {
        List<Tick> ticks = new ArrayList<>(List.of(new Tick(0, "0"), new Tick(50, "50")));
        for (double rest = 10; ALL - rest <= highest * (1 + ROUNDING); rest /= 10) {
            ticks.add(new Tick(ALL - rest, Numbers.tick(ALL - rest)));
        }
        return new Axis(percentile -> -Math.log10(1 - percentile / ALL), 0, Math.max(90, highest), ticks);
    }

    /** The number of the form 1, 2 or 5 times a power of ten that is next, upwards. */
    static double niceAtLeast(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value) + ROUNDING));
        for (double digit : new double[] {1, 2, 5}) {
            if (digit * decade >= value * (1 - ROUNDING)) {
                return digit * decade;
            }
        }
        return 10 * decade;
    }

    /** The same downwards. */
    static double niceAtMost(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value) + ROUNDING));
        for (double digit : new double[] {5, 2}) {
            if (digit * decade <= value * (1 + ROUNDING)) {
                return digit * decade;
            }
        }
        return decade;
    }

    /** Where a value lies: 0 at the axis's beginning, 1 at its end. */
    double position(double value) {
        double position = (scale.applyAsDouble(value) - from) / (to - from);
        return Double.isNaN(position) ? 0 : Math.min(1, Math.max(0, position));
    }

    List<Tick> ticks() {
        return ticks;
    }
}
