package io.waggle.loadtest.report.html;

import io.waggle.loadtest.capacity.curve.Curve;
import io.waggle.loadtest.capacity.curve.CurveKind;
import io.waggle.loadtest.capacity.curve.CurveWords;
import io.waggle.loadtest.capacity.curve.Figure;
import io.waggle.loadtest.capacity.curve.Flatness;
import io.waggle.loadtest.compare.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The curves: whether each is flat, a plot of each, and the figures. */
final class CurveSections {

    private static final int Y_STEPS = 4;

    /** More would hide everything else; the JSON has them all. */
    private static final int MOST_FAULTS = 6;

    private static final Map<CurveKind, String> TITLES = Map.of(
            CurveKind.CONNECTIONS, "Idle connections",
            CurveKind.DEPTH, "Inbox depth",
            CurveKind.GROUP, "Group size",
            CurveKind.STORED, "Stored bytes");

    /** A curve has no more figures that should be flat than there are. */
    private static final List<Line.Look> LOOKS = List.of(Line.Look.FIRST, Line.Look.SECOND, Line.Look.THIRD);

    private final List<Curve> curves;

    CurveSections(List<Curve> curves) {
        this.curves = curves;
    }

    void draw(Html html) {
        if (curves.isEmpty()) {
            return;
        }
        Tables.section(html, "How cost grows", "plots");
        html.open("ul", "class", "flatness");
        curves.forEach(curve -> verdicts(html, curve));
        html.close();
        List<LineChart> charts = curves.stream()
                .filter(curve -> curve.points().size() > 1)
                .map(CurveSections::chart)
                .flatMap(List::stream)
                .toList();
        if (!charts.isEmpty()) {
            html.open("div", "class", "charts");
            charts.forEach(chart -> chart.draw(html));
            html.close();
        }
        html.close();
        curves.stream().filter(curve -> !curve.points().isEmpty()).forEach(curve -> table(html, curve));
    }

    private static CurveKind kind(Curve curve) {
        return CurveKind.named(curve.name()).orElseThrow();
    }

    private static String title(Curve curve) {
        return TITLES.getOrDefault(kind(curve), curve.name());
    }

    private static void verdicts(Html html, Curve curve) {
        if (!curve.notMeasured().isEmpty()) {
            html.open("li").element("strong", title(curve)).text(": not measured: " + curve.notMeasured() + ".");
            html.close();
            return;
        }
        if (curve.verdicts().isEmpty()) {
            html.open("li").element("strong", title(curve)).text(": what the broker uses is not known.");
            html.close();
        }
        for (Flatness verdict : curve.verdicts()) {
            html.open("li", "class", verdict.isFlat() ? "flat" : "grows");
            html.element("strong", title(curve)).text(", ");
            html.text(CurveWords.verdict(kind(curve), verdict) + ".").close();
        }
    }

    /** What should be flat; latency, where the broker's CPU time is not known. */
    private static List<LineChart> chart(Curve curve) {
        List<Figure> figures = curve.verdicts().stream()
                .map(verdict -> Figure.of(verdict.figure()))
                .toList();
        if (figures.isEmpty()) {
            figures = List.of(Figure.LATENCY_P50, Figure.LATENCY_P99);
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            lines.add(line(curve, figures.get(i), LOOKS.get(i)));
        }
        double most = lines.stream()
                .flatMap(line -> line.points().stream())
                .filter(Line.Point::isKnown)
                .mapToDouble(Line.Point::y)
                .max()
                .orElse(0);
        if (lines.stream().noneMatch(line -> line.known() > 1)) {
            return List.of();
        }
        String unit = figures.get(0).unit().equals("us") ? "µs" : figures.get(0).unit();
        List<String> names = curve.points().stream()
                .map(point -> CurveWords.shortValue(kind(curve), point.value()))
                .toList();
        return List.of(new LineChart(
                title(curve),
                (figures.size() > 1 ? "" : figures.get(0).title() + ", ") + "median of the rounds",
                new LineChart.Direction(
                        Axis.places(names), curve.varied(), place -> names.get((int) Math.round(place))),
                new LineChart.Direction(Axis.fromZero(most, Y_STEPS), unit, value -> Numbers.of(value, unit)),
                lines,
                false));
    }

    private static Line line(Curve curve, Figure figure, Line.Look look) {
        List<Curve.Point> points = curve.points();
        return new Line(
                figure.title(),
                look,
                IntStream.range(0, points.size())
                        .mapToObj(i ->
                                new Line.Point(i, median(points.get(i).figures().get(figure.key()))))
                        .toList());
    }

    private static double median(@Nullable Spread spread) {
        return spread == null ? Double.NaN : spread.median();
    }

    private static void table(Html html, Curve curve) {
        Tables.section(html, title(curve), "curve");
        html.element("p", "At each point: " + curve.how() + ".", "class", "note");
        List<Figure> figures = Arrays.stream(Figure.values())
                .filter(figure -> curve.points().stream()
                        .anyMatch(point -> point.figures().containsKey(figure.key())))
                .toList();
        Tables.open(html, "figures");
        List<String> head = new ArrayList<>(List.of("Point|" + curve.varied()));
        figures.forEach(figure -> head.add(figure.title() + "|" + unit(figure)));
        Tables.head(html, head.toArray(String[]::new));
        html.open("tbody");
        for (Curve.Point point : curve.points()) {
            html.open("tr", "class", "peer")
                    .element("th", CurveWords.shortValue(kind(curve), point.value()), "scope", "row");
            figures.forEach(figure -> spread(html, figure, point.figures().get(figure.key())));
            html.close();
        }
        html.close().close().close();
        faults(html, curve);
        html.close();
    }

    private static String unit(Figure figure) {
        return switch (figure.unit()) {
            case "us" -> "µs";
            case "B" -> "MiB";
            case "/s" -> "messages per s";
            default -> figure.unit();
        };
    }

    private static void spread(Html html, Figure figure, @Nullable Spread spread) {
        if (spread == null) {
            html.element("td", Numbers.UNKNOWN, "class", "number");
            return;
        }
        html.open("td", "class", "number").text(number(figure, spread.median()));
        if (spread.min() < spread.max()) {
            html.element("span", number(figure, spread.min()) + "–" + number(figure, spread.max()), "class", "unit");
        }
        html.close();
    }

    private static String number(Figure figure, double value) {
        return Numbers.of(figure.unit().equals("B") ? Numbers.mebibytes(Math.round(value)) : value);
    }

    private static void faults(Html html, Curve curve) {
        if (curve.faults().isEmpty()) {
            return;
        }
        html.element("h3", "What was wrong").open("ul", "class", "faults");
        curve.faults().stream().limit(MOST_FAULTS).forEach(fault -> html.element("li", Tables.shortened(fault.text())));
        if (curve.faults().size() > MOST_FAULTS) {
            html.element("li", "and " + Numbers.of(curve.faults().size() - MOST_FAULTS) + " more");
        }
        html.close();
    }
}
