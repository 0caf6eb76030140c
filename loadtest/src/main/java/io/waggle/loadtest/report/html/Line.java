package io.waggle.loadtest.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One line of a plot. It can be told from the others by its colour and by its dashes, so in grey as well.
 *
 * @param name for the legend
 * @param look which of the style sheet's looks it has
 * @param points in order of x; one whose y is not a number is a gap
 */
record Line(String name, Look look, List<Point> points) {

    /** How many stretches a long line is cut into; each keeps its highest and its lowest point. */
    private static final int STRETCHES = 120;

    /** The looks of the style sheet. */
    enum Look {
        FIRST("line-a"),
        SECOND("line-b"),
        THIRD("line-c");

        private final String style;

        Look(String style) {
            this.style = style;
        }

        String style() {
            return style;
        }
    }

    /** A point. */
    record Point(double x, double y) {

        boolean isKnown() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }

    /** How many points there is something to draw of. */
    long known() {
        return points.stream().filter(Point::isKnown).count();
    }

    /** The same with few enough points to draw. No peak is lost: a stall of one second in eight hours still shows. */
    Line thinned() {
        if (points.size() <= 2 * STRETCHES) {
            return this;
        }
        List<Point> kept = new ArrayList<>(2 * STRETCHES);
        for (int stretch = 0; stretch < STRETCHES; stretch++) {
            List<Point> part = points.subList((int) ((long) points.size() * stretch / STRETCHES), (int)
                    ((long) points.size() * (stretch + 1) / STRETCHES));
            List<Point> known = part.stream().filter(Point::isKnown).toList();
            if (known.isEmpty()) {
                kept.add(part.get(0));
                continue;
            }
            Point highest =
                    known.stream().max(Comparator.comparingDouble(Point::y)).orElseThrow();
            Point lowest =
                    known.stream().min(Comparator.comparingDouble(Point::y)).orElseThrow();
            kept.add(highest.x() < lowest.x() ? highest : lowest);
            if (highest.x() != lowest.x()) {
                kept.add(highest.x() < lowest.x() ? lowest : highest);
            }
        }
        return new Line(name, look, kept);
    }
}
