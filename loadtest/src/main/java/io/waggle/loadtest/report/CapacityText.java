package io.waggle.loadtest.report;

import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.capacity.CapacityWords;
import io.waggle.loadtest.capacity.curve.Curve;
import io.waggle.loadtest.capacity.curve.CurveKind;
import io.waggle.loadtest.capacity.curve.CurveWords;
import io.waggle.loadtest.capacity.curve.Figure;
import io.waggle.loadtest.compare.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a broker's capacity is, as lines for a terminal: a table for each curve, with its verdicts, and the search's last. */
public final class CapacityText {

    private static final int WIDTH = 26;

    private CapacityText() {}

    /** The lines. */
    public static List<String> lines(Capacity capacity) {
        List<String> lines = new ArrayList<>();
        capacity.curves().forEach(curve -> curve(curve, lines));
        lines.add("");
        lines.add("Capacity of " + capacity.description() + ", scenario " + capacity.scenario());
        lines.add("  " + CapacityWords.found(capacity.search(), capacity.objective()));
        capacity.search()
                .decisive()
                .ifPresent(step -> lines.add(String.format(
                        Locale.ROOT,
                        "  at that rate: latency p50 %.2f  p99 %.2f  max %.2f ms, broker CPU %s",
                        step.telling().latencyMs().p50(),
                        step.telling().latencyMs().p99(),
                        step.telling().latencyMs().max(),
                        cpu(step.telling().brokerCpuUsPerDelivery()))));
        lines.add(String.format(
                Locale.ROOT,
                "  while it warmed up, as fast as windows let: %,.0f deliveries/s",
                capacity.saturatedPerS()));
        for (Curve curve : capacity.curves()) {
            CurveKind kind = CurveKind.named(curve.name()).orElseThrow();
            curve.verdicts().forEach(verdict -> lines.add("  " + CurveWords.verdict(kind, verdict)));
            if (!curve.notMeasured().isEmpty()) {
                lines.add("  " + curve.name() + ": not measured: " + curve.notMeasured());
            }
        }
        return lines;
    }

    private static String cpu(@Nullable Double micros) {
        return micros == null ? "unknown" : String.format(Locale.ROOT, "%.1f us per delivery", micros);
    }

    private static void curve(Curve curve, List<String> lines) {
        if (!curve.notMeasured().isEmpty()) {
            return;
        }
        CurveKind kind = CurveKind.named(curve.name()).orElseThrow();
        lines.add("");
        lines.add(curve.name() + ": " + curve.how());
        List<Figure> figures = Arrays.stream(Figure.values())
                .filter(figure -> curve.points().stream()
                        .anyMatch(point -> point.figures().containsKey(figure.key())))
                .toList();
        StringBuilder head = new StringBuilder(cell(kind == CurveKind.STORED ? "stored" : curve.varied()));
        figures.forEach(figure -> head.append(cell(figure.title())));
        lines.add("  " + head);
        for (Curve.Point point : curve.points()) {
            StringBuilder row = new StringBuilder(cell(CurveWords.shortValue(kind, point.value())));
            figures.forEach(figure ->
                    row.append(cell(median(figure, point.figures().get(figure.key())))));
            lines.add("  " + row);
        }
        curve.faults().forEach(fault -> lines.add("  FAULT " + fault.text()));
    }

    private static String median(Figure figure, @Nullable Spread spread) {
        return spread == null ? "?" : CurveWords.figure(figure, spread.median());
    }

    private static String cell(String text) {
        String shown = text.length() < WIDTH ? text : text.substring(0, WIDTH - 2) + "…";
        return String.format(Locale.ROOT, "%" + WIDTH + "s", shown);
    }
}
