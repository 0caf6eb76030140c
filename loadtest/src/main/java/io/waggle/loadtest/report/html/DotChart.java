package io.waggle.loadtest.report.html;

import io.waggle.loadtest.compare.Spread;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Ratios with their spread: a dot at the median, a whisker from the least to the most, on a logarithmic axis on which twice
 * and half are equally far from the line at 1. The side that speaks for the first system is tinted and says so. A name stands
 * above its whisker, not beside it, so that a long one has room.
 */
final class DotChart {

    private static final int WIDTH = 560;
    private static final int LEFT = 30;
    private static final int RIGHT = 530;
    private static final int TOP = 34;
    private static final int ROW = 56;
    private static final int NAME = 20;
    private static final int WHISKER = 40;
    private static final int FOOT = 56;
    private static final int CAP = 5;
    private static final int LONGEST_NAME = 24;

    private final String title;
    private final String note;
    private final String axisTitle;
    private final boolean moreIsBetter;
    private final String first;
    private final List<Row> rows;

    /** A peer's ratio. */
    record Row(String name, Spread ratio) {

        /** Whether it can be drawn: not a division by zero. */
        boolean isKnown() {
            return DoubleStream.of(ratio.median(), ratio.min(), ratio.max())
                    .allMatch(value -> Double.isFinite(value) && value > 0);
        }
    }

    /**
     * A chart to be.
     *
     * @param first the system that is compared with the others
     * @param rows at least one that is known
     */
    DotChart(String title, String note, String axisTitle, boolean moreIsBetter, String first, List<Row> rows) {
        this.title = title;
        this.note = note;
        this.axisTitle = axisTitle;
        this.moreIsBetter = moreIsBetter;
        this.first = first;
        this.rows = rows.stream().filter(Row::isKnown).toList();
    }

    void draw(Html html) {
        double least = rows.stream().mapToDouble(row -> row.ratio().min()).min().orElse(1);
        double most = rows.stream().mapToDouble(row -> row.ratio().max()).max().orElse(1);
        Axis axis = Axis.logarithmic(Math.min(least, 0.5), Math.max(most, 2));
        int bottom = TOP + ROW * rows.size();
        html.open("figure", "class", "chart");
        html.open("figcaption")
                .element("strong", title)
                .element("span", note, "class", "note")
                .close();
        html.open("svg", "viewBox", "0 0 " + WIDTH + " " + (bottom + FOOT), "role", "img", "aria-label", title);
        ground(html, axis, bottom);
        for (int i = 0; i < rows.size(); i++) {
            row(html, axis, rows.get(i), TOP + ROW * i);
        }
        html.close();
        html.close();
    }

    private void ground(Html html, Axis axis, int bottom) {
        double one = left(axis, 1);
        double from = moreIsBetter ? one : LEFT;
        double to = moreIsBetter ? RIGHT : one;
        html.empty(
                "rect",
                "class",
                "better",
                "x",
                number(from),
                "y",
                number(TOP),
                "width",
                number(to - from),
                "height",
                number(bottom - TOP));
        html.element(
                "text",
                moreIsBetter ? first + " better →" : "← " + first + " better",
                "class",
                moreIsBetter ? "better-name end" : "better-name",
                "x",
                number(moreIsBetter ? RIGHT : LEFT),
                "y",
                number(TOP - 12));
        for (Axis.Tick tick : axis.ticks()) {
            String at = number(left(axis, tick.value()));
            html.empty("path", "class", "grid", "d", "M" + at + " " + TOP + "V" + bottom);
            html.element("text", tick.label() + "×", "class", "tick middle", "x", at, "y", number(bottom + 23));
        }
        html.empty("path", "class", "one", "d", "M" + number(one) + " " + TOP + "V" + bottom);
        html.element("text", axisTitle, "class", "axis-title end", "x", number(RIGHT), "y", number(bottom + FOOT - 8));
    }

    private void row(Html html, Axis axis, Row row, int top) {
        String told = Numbers.ratio(row.ratio().median()) + "× ("
                + Numbers.ratio(row.ratio().min()) + "–"
                + Numbers.ratio(row.ratio().max()) + ")";
        String y = number(top + WHISKER);
        String low = number(left(axis, row.ratio().min()));
        String high = number(left(axis, row.ratio().max()));
        html.open("g");
        html.element("title", row.name() + ": " + told);
        html.element(
                "text", shortened(row.name()), "class", "row-name", "x", number(LEFT + 6), "y", number(top + NAME));
        html.element("text", told, "class", "row-value end", "x", number(RIGHT - 6), "y", number(top + NAME));
        html.empty("path", "class", "whisker", "d", "M" + low + " " + y + "H" + high);
        html.empty("path", "class", "whisker", "d", cap(low, top) + cap(high, top));
        html.empty(
                "circle", "class", "median", "cx", number(left(axis, row.ratio().median())), "cy", y, "r", "6");
        html.close();
    }

    /** As much of a name as leaves room for the figures; the tooltip has all of it. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private static String cap(String x, int top) {
        return "M" + x + " " + (top + WHISKER - CAP) + "v" + 2 * CAP;
    }

    private static double left(Axis axis, double value) {
        return LEFT + axis.position(value) * (RIGHT - LEFT);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
