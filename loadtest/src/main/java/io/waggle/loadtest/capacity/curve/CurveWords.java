package io.waggle.loadtest.capacity.curve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells figures and verdicts to a person. */
public final class CurveWords {

    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;
    private static final double MIB = 1 << 20;

    private CurveWords() {}

    /** A point with its unit. */
    public static String value(CurveKind kind, long value) {
        return kind == CurveKind.STORED
                ? bytes(value) + " stored"
                : String.format(Locale.ROOT, "%,d %s", value, kind.unit());
    }

    /** A point as short as it can be, for a table or an axis. */
    public static String shortValue(CurveKind kind, long value) {
        return kind == CurveKind.STORED ? bytes(value) : String.format(Locale.ROOT, "%,d", value);
    }

    private static String bytes(long value) {
        if (value < MEGA) {
            return String.format(Locale.ROOT, "%,d B", value);
        }
        return value < GIGA
                ? String.format(Locale.ROOT, "%,.0f MB", value / MEGA)
                : String.format(Locale.ROOT, value % GIGA == 0 ? "%,.0f GB" : "%,.1f GB", value / GIGA);
    }

    /** A figure with its unit. */
    public static String figure(Figure figure, double value) {
        return switch (figure.unit()) {
            case "B" -> String.format(Locale.ROOT, "%,.0f MiB", value / MIB);
            case "/s" -> String.format(Locale.ROOT, "%,.0f/s", value);
            case "us" -> String.format(Locale.ROOT, value >= 100 ? "%,.0f us" : "%.1f us", value);
            default -> String.format(Locale.ROOT, "%,.2f %s", value, figure.unit());
        };
    }

    /** What was measured at once. */
    static String figures(Map<String, Double> figures) {
        List<String> parts = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            Double value = figures.get(figure.key());
            if (value != null) {
                parts.add(figure.title() + " " + figure(figure, value));
            }
        }
        return parts.isEmpty() ? "nothing is known" : String.join(", ", parts);
    }

    /** A verdict in a sentence without an end. */
    public static String verdict(CurveKind kind, Flatness flatness) {
        return String.format(
                Locale.ROOT,
                "%s: %s at %s costs %.2f times what it does at %s (%.2f-%.2f); flat would be up to %.2f",
                flatness.isFlat() ? "flat" : "NOT FLAT",
                Figure.of(flatness.figure()).title(),
                value(kind, flatness.to()),
                flatness.ratio().median(),
                shortValue(kind, flatness.from()),
                flatness.ratio().min(),
                flatness.ratio().max(),
                flatness.within());
    }
}
