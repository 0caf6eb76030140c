package io.waggle.loadtest.report.html;

import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.compare.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in words what a ratio means, and claims no difference that the rounds do not agree on. */
final class RatioWords {

    private RatioWords() {}

    static String sentence(Comparison.Ratios ratios, int rounds, String one, boolean atARate) {
        List<String> parts = new ArrayList<>();
        add(parts, "throughput", "more", "less", ratios.throughput(), rounds);
        add(parts, "p99 latency", "higher", "lower", ratios.latencyP99(), rounds);
        add(parts, "CPU time per " + one + " at full speed", "more", "less", ratios.cpuPerMessage(), rounds);
        if (atARate) {
            add(
                    parts,
                    "CPU time per " + one + " at the fixed rate",
                    "more",
                    "less",
                    ratios.cpuPerMessageAtRate(),
                    rounds);
        }
        return String.join("; ", parts) + ".";
    }

    private static void add(
            List<String> parts, String what, String up, String down, @Nullable Spread ratio, int rounds) {
        if (ratio == null || !Double.isFinite(ratio.median()) || !(ratio.median() > 0)) {
            parts.add(what + ": not known");
            return;
        }
        boolean disagree = rounds > 1 && ratio.min() <= 1 && ratio.max() >= 1;
        if (disagree || Math.round(100 * ratio.median()) == 100) {
            parts.add("no clear difference in " + what);
        } else {
            parts.add(difference(ratio.median(), up, down) + " " + what);
        }
    }

    private static String difference(double ratio, String up, String down) {
        if (ratio >= 2) {
            return Numbers.ratio(ratio) + " times the";
        }
        double percent = 100 * Math.abs(ratio - 1);
        return String.format(
                Locale.ROOT, percent > 99 ? "%.1f\u00a0%% %s" : "%.0f\u00a0%% %s", percent, ratio > 1 ? up : down);
    }
}
