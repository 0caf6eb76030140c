package io.waggle.loadtest.report.html;

import io.waggle.loadtest.capacity.Attempt;
import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.capacity.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Every attempt of a search: its rate, and the latency that the objective is about, with a line at the objective. What became
 * of it can be told by its shape as well as by its colour.
 */
final class SearchChart {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 320;
    private static final int LEFT = 70;
    private static final int RIGHT = 765;
    private static final int TOP = 42;
    private static final int BOTTOM = 264;
    private static final double RADIUS = 5.5;
    private static final double ARM = 3.5;

    private final Capacity capacity;
    private final List<Attempt> attempts;
    private final Axis x;
    private final Axis y;

    SearchChart(Capacity capacity) {
        this.capacity = capacity;
        this.attempts = capacity.search().steps().stream()
                .flatMap(step -> step.attempts().stream())
                .filter(attempt -> attempt.latencyMs().count() > 0)
                .toList();
        double[] rates = attempts.stream().mapToDouble(Attempt::ratePerS).toArray();
        double[] latencies = DoubleStream.concat(
                        DoubleStream.of(capacity.objective().limitMs()),
                        attempts.stream().mapToDouble(this::latency))
                .filter(value -> value > 0)
                .toArray();
        this.x = Axis.logarithmic(
                DoubleStream.of(rates).min().orElse(1),
                DoubleStream.of(rates).max().orElse(1));
        this.y = Axis.logarithmic(
                DoubleStream.of(latencies).min().orElse(1),
                DoubleStream.of(latencies).max().orElse(1));
    }

    /** Whether there is anything to draw. */
    boolean isEmpty() {
        return attempts.isEmpty();
    }

    private double latency(Attempt attempt) {
        return capacity.objective().percentile().of(attempt.latencyMs());
    }

    void draw(Html html) {
        String percentile = capacity.objective().percentile().toString();
        html.open("figure", "class", "chart");
        html.open("figcaption")
                .element("strong", "Latency by rate")
                .element(
                        "span",
                        "each attempt of the search; across it the objective, upright the rate that was found",
                        "class",
                        "note");
        legend(html);
        html.close();
        html.open(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + HEIGHT,
                "role",
                "img",
                "aria-label",
                percentile + " latency by rate");
        ground(html, percentile);
        attempts.forEach(attempt -> attempt(html, attempt));
        html.close().close();
    }

    private void legend(Html html) {
        html.open("span", "class", "legend");
        key(html, Outcome.HELD, "held");
        key(html, Outcome.FAILED, "did not hold");
        if (attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.GENERATOR_BEHIND)) {
            key(html, Outcome.GENERATOR_BEHIND, "the generator fell behind: says nothing about the broker");
        }
        html.close();
    }

    private static void key(Html html, Outcome outcome, String text) {
        html.open("span", "class", "key").open("svg", "viewBox", "0 0 14 14", "class", "mark", "aria-hidden", "true");
        mark(html, outcome, 7, 7);
        html.close();
        html.text(text).close();
    }

    private void ground(Html html, String percentile) {
        html.element("text", percentile + ", ms (logarithmic)", "class", "axis-title", "x", "4", "y", "17");
        for (Axis.Tick tick : y.ticks()) {
            String at = number(top(tick.value()));
            html.empty("path", "class", "grid", "d", "M" + LEFT + " " + at + "H" + RIGHT);
            html.element(
                    "text",
                    tick.label(),
                    "class",
                    "tick end",
                    "x",
                    number(LEFT - 8),
                    "y",
                    number(top(tick.value()) + 4.5));
        }
        html.empty("path", "class", "base", "d", "M" + LEFT + " " + BOTTOM + "H" + RIGHT);
        for (Axis.Tick tick : x.ticks()) {
            String at = number(left(tick.value()));
            html.empty("path", "class", "base", "d", "M" + at + " " + BOTTOM + "v4");
            html.element("text", tick.label(), "class", "tick middle", "x", at, "y", number(BOTTOM + 23));
        }
        html.element(
                "text",
                "messages per second (logarithmic)",
                "class",
                "axis-title end",
                "x",
                number(RIGHT),
                "y",
                number(HEIGHT - 8));
        double limit = top(capacity.objective().limitMs());
        html.empty("path", "class", "limit", "d", "M" + LEFT + " " + number(limit) + "H" + RIGHT);
        html.element(
                "text",
                "objective: " + CapacityPage.objective(capacity),
                "class",
                "limit-name",
                "x",
                number(LEFT + 8),
                "y",
                number(limit - 7));
        if (capacity.search().ratePerS() > 0) {
            String at = number(left(capacity.search().ratePerS()));
            html.empty("path", "class", "one", "d", "M" + at + " " + TOP + "V" + BOTTOM);
        }
    }

    private void attempt(Html html, Attempt attempt) {
        html.open("g");
        html.element(
                "title",
                Numbers.of(attempt.ratePerS()) + " messages/s: " + Numbers.of(latency(attempt), "ms")
                        + (attempt.why().isEmpty() ? ", held" : ", " + Tables.shortened(attempt.why())));
        mark(html, attempt.outcome(), left(attempt.ratePerS()), top(latency(attempt)));
        html.close();
    }

    private static void mark(Html html, Outcome outcome, double x, double y) {
        String style = switch (outcome) {
            case HELD -> "held";
            case FAILED, BROKE_A_PROMISE -> "missed";
            case GENERATOR_BEHIND -> "behind";
        };
        html.empty("circle", "class", "mark-" + style, "cx", number(x), "cy", number(y), "r", number(RADIUS));
        if (style.equals("missed")) {
            html.empty(
                    "path",
                    "class",
                    "mark-cross",
                    "d",
                    "M" + number(x - ARM) + " " + number(y - ARM) + "L" + number(x + ARM) + " " + number(y + ARM) + "M"
                            + number(x - ARM) + " " + number(y + ARM) + "L" + number(x + ARM) + " " + number(y - ARM));
        }
    }

    private double left(double rate) {
        return LEFT + x.position(rate) * (RIGHT - LEFT);
    }

    private double top(double latency) {
        return BOTTOM - y.position(latency) * (BOTTOM - TOP);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
