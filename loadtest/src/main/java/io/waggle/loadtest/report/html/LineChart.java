package io.waggle.loadtest.report.html;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * Lines over a common x, as inline SVG. Ticks are few and texts are large for its size, because a phone shrinks it to half.
 * Every point has a tooltip.
 */
final class LineChart {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 300;
    private static final int LEFT = 62;
    private static final int RIGHT = 546;
    private static final int TOP = 42;
    private static final int BOTTOM = 240;
    private static final int UNIT_BASELINE = 17;
    private static final int TICK_BASELINE = BOTTOM + 23;
    private static final int X_TITLE_BASELINE = HEIGHT - 10;
    private static final int TICK_GAP = 8;
    private static final int PEAK_GAP = 9;
    private static final int MOST_MARKED = 32;
    private static final double TEXT_MIDDLE = 4.5;

    private final String title;
    private final String note;
    private final Direction x;
    private final Direction y;
    private final List<Line> lines;
    private final boolean peak;

    /**
     * What a direction shows.
     *
     * @param title what stands at its ticks, with the unit
     * @param words tells a value, with the unit, for a tooltip
     */
    record Direction(Axis axis, String title, DoubleFunction<String> words) {

        String tell(double value) {
            return words.apply(value);
        }
    }

    /**
     * A chart to be.
     *
     * @param note smaller, below the title
     * @param lines of which at least one has two points
     * @param peak whether the last line's highest point is named in the plot
     */
    LineChart(String title, String note, Direction x, Direction y, List<Line> lines, boolean peak) {
        this.title = title;
        this.note = note;
        this.x = x;
        this.y = y;
        this.lines = lines.stream()
                .filter(line -> line.known() > 0)
                .map(Line::thinned)
                .toList();
        this.peak = peak;
    }

    void draw(Html html) {
        html.open("figure", "class", "chart");
        html.open("figcaption").element("strong", title).element("span", note, "class", "note");
        if (lines.size() > 1) {
            legend(html);
        }
        html.close();
        html.open(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "img",
                "aria-label",
                title + " (" + y.title() + ") by " + x.title());
        grid(html);
        lines.forEach(line -> curve(html, line));
        if (peak && !lines.isEmpty()) {
            namePeak(html, lines.get(lines.size() - 1));
        }
        lines.forEach(line -> tooltips(html, line));
        html.close();
        html.close();
    }

    private void legend(Html html) {
        html.open("span", "class", "legend");
        for (Line line : lines) {
            html.open("span", "class", "key");
            html.open("svg", "viewBox", "0 0 30 10", "class", "swatch", "aria-hidden", "true");
            html.empty("path", "class", "line " + line.look().style(), "d", "M1 5H29");
            html.close().text(line.name()).close();
        }
        html.close();
    }

    private void grid(Html html) {
        html.element("text", y.title(), "class", "axis-title", "x", "4", "y", number(UNIT_BASELINE));
        for (Axis.Tick tick : y.axis().ticks()) {
            String at = number(top(tick.value()));
            html.empty("path", "class", "grid", "d", "M" + LEFT + " " + at + "H" + RIGHT);
            html.element(
                    "text",
                    tick.label(),
                    "class",
                    "tick end",
                    "x",
                    number(LEFT - TICK_GAP),
                    "y",
                    number(top(tick.value()) + TEXT_MIDDLE));
        }
        html.empty("path", "class", "base", "d", "M" + LEFT + " " + BOTTOM + "H" + RIGHT);
        for (Axis.Tick tick : x.axis().ticks()) {
            String at = number(left(tick.value()));
            html.empty("path", "class", "base", "d", "M" + at + " " + BOTTOM + "v4");
            html.element("text", tick.label(), "class", "tick middle", "x", at, "y", number(TICK_BASELINE));
        }
        html.element("text", x.title(), "class", "axis-title end", "x", number(RIGHT), "y", number(X_TITLE_BASELINE));
    }

    private void curve(Html html, Line line) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (Line.Point point : line.points()) {
            if (point.isKnown()) {
                path.append(pen ? 'L' : 'M').append(place(point));
            }
            pen = point.isKnown();
        }
        html.empty("path", "class", "line " + line.look().style(), "d", path.toString());
    }

    private void namePeak(Html html, Line line) {
        Optional<Line.Point> highest =
                line.points().stream().filter(Line.Point::isKnown).max(Comparator.comparingDouble(Line.Point::y));
        highest.ifPresent(point -> {
            boolean leftwards = x.axis().position(point.x()) > 0.6;
            html.empty(
                    "circle", "class", "peak", "cx", number(left(point.x())), "cy", number(top(point.y())), "r", "4");
            html.element(
                    "text",
                    y.tell(point.y()),
                    "class",
                    leftwards ? "peak-name end" : "peak-name",
                    "x",
                    number(left(point.x()) + (leftwards ? 4 : -4)),
                    "y",
                    number(top(point.y()) - PEAK_GAP));
        });
    }

    private void tooltips(Html html, Line line) {
        boolean marked = line.points().size() <= MOST_MARKED;
        for (Line.Point point : line.points()) {
            if (point.isKnown()) {
                html.open(
                        "circle",
                        "class",
                        (marked ? "dot " : "dot hidden ") + line.look().style(),
                        "cx",
                        number(left(point.x())),
                        "cy",
                        number(top(point.y())),
                        "r",
                        marked ? "2.5" : "5");
                html.element("title", line.name() + ": " + y.tell(point.y()) + " at " + x.tell(point.x()));
                html.close();
            }
        }
    }

    private String place(Line.Point point) {
        return number(left(point.x())) + " " + number(top(point.y()));
    }

    private double left(double value) {
        return LEFT + x.axis().position(value) * (RIGHT - LEFT);
    }

    private double top(double value) {
        return BOTTOM - y.axis().position(value) * (BOTTOM - TOP);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
