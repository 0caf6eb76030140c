package io.waggle.loadtest.report.html;

import io.waggle.loadtest.compare.Spread;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes figures for people: as many digits as say something, thousands apart, a dash for what is not known. */
final class Numbers {

    /** For what is not known. */
    static final String UNKNOWN = "–";

    private static final double KIB = 1 << 10;
    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    private Numbers() {}

    /** Three digits or more. */
    static String of(@Nullable Number number) {
        if (number == null || !Double.isFinite(number.doubleValue())) {
            return UNKNOWN;
        }
        double value = number.doubleValue();
        double size = Math.abs(value);
        if (number instanceof Long || number instanceof Integer || size >= 100 || value == 0) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** With its unit. */
    static String of(@Nullable Number number, String unit) {
        String text = of(number);
        return text.equals(UNKNOWN) ? text : text + " " + unit;
    }

    /** What stands at a tick of an axis: no more digits than it has. */
    static String tick(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
        return String.format(Locale.ROOT, "%,." + Math.max(0, exact.scale()) + "f", exact);
    }

    /** In the unit that suits it. */
    static String bytes(@Nullable Number number) {
        if (number == null || !Double.isFinite(number.doubleValue())) {
            return UNKNOWN;
        }
        double size = Math.abs(number.doubleValue());
        double value = number.doubleValue();
        if (size >= 10 * GIB) {
            return of(value / GIB, "GiB");
        }
        if (size >= MIB) {
            return of(value / MIB, "MiB");
        }
        return size >= KIB ? of(value / KIB, "KiB") : of(value, "B");
    }

    /** In mebibytes, for an axis. */
    static double mebibytes(long bytes) {
        return bytes / MIB;
    }

    /** The least and the most of a spread. */
    static String range(Spread spread) {
        return of(spread.min()) + "–" + of(spread.max());
    }

    /** A ratio to two decimals, or to two digits if it is small. */
    static String ratio(double ratio) {
        if (!Double.isFinite(ratio)) {
            return UNKNOWN;
        }
        return String.format(
                Locale.ROOT, ratio >= 100 ? "%,.0f" : ratio >= 10 ? "%.1f" : ratio >= 0.1 ? "%.2f" : "%.3f", ratio);
    }
}
