package io.waggle.loadtest.report.html;

import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.measure.Measured;
import io.waggle.loadtest.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** A run's plots. What was not measured has none: an empty plot would look like a measurement of nothing. */
final class RunCharts {

    private static final int X_STEPS = 7;
    private static final int Y_STEPS = 5;

    /** From this ratio of highest to lowest on, a linear axis would hide the low ones. */
    private static final double WIDE = 25;

    private static final double SECONDS_PER_MINUTE = 60;
    private static final double SECONDS_PER_HOUR = 3_600;
    private static final double ALL = 100;

    private final RunResult result;
    private final List<Measured.Interval> intervals;
    private final double secondsPerUnit;
    private final LineChart.Direction time;

    RunCharts(RunResult result) {
        this.result = result;
        this.intervals = untilTheEnd(result.intervals());
        double end = DoubleStream.concat(
                        intervals.stream().mapToDouble(Measured.Interval::at),
                        result.usage().stream().mapToDouble(RunResult.Usage::at))
                .max()
                .orElse(0);
        this.secondsPerUnit =
                end > 3 * SECONDS_PER_HOUR ? SECONDS_PER_HOUR : end > 10 * SECONDS_PER_MINUTE ? SECONDS_PER_MINUTE : 1;
        String timeUnit = secondsPerUnit == 1 ? "s" : secondsPerUnit == SECONDS_PER_MINUTE ? "min" : "h";
        this.time = new LineChart.Direction(
                Axis.exactly(0, end / secondsPerUnit, X_STEPS), "time into the measurement, " + timeUnit, this::clock);
    }

    /** A drain or a storm is over before its window is: what follows is nothing, not silence. */
    private static List<Measured.Interval> untilTheEnd(List<Measured.Interval> intervals) {
        int end = intervals.size();
        while (end > 0 && isEmpty(intervals.get(end - 1))) {
            end--;
        }
        return intervals.subList(0, end);
    }

    private static boolean isEmpty(Measured.Interval interval) {
        return interval.sent() == 0
                && interval.delivered() == 0
                && interval.latency().count() == 0;
    }

    /** A place on the time axis, for a tooltip. */
    private String clock(double units) {
        long seconds = Math.round(units * secondsPerUnit);
        return secondsPerUnit == 1
                ? seconds + " s"
                : String.format(Locale.ROOT, "%d:%02d:%02d h", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }

    /** Every plot that there is something for. */
    void draw(Html html) {
        List<LineChart> charts = new ArrayList<>();
        latency(charts);
        distribution(charts);
        throughput(charts);
        broker(charts);
        memory(charts);
        generator(charts);
        if (charts.isEmpty()) {
            html.element(
                    "p", "There is nothing to plot: too little was sampled in the measured time.", "class", "note");
            return;
        }
        if (intervals.size() < 2 && result.usage().size() < 2) {
            html.element("p", "It was over too soon for plots over time.", "class", "note");
        }
        html.open("div", "class", "charts");
        charts.forEach(chart -> chart.draw(html));
        html.close();
    }

    private void latency(List<LineChart> charts) {
        Line median = latencyLine("p50", Line.Look.FIRST, Latency::p50);
        Line high = latencyLine("p99", Line.Look.SECOND, Latency::p99);
        Line most = latencyLine("max", Line.Look.THIRD, Latency::max);
        if (median.known() < 2) {
            return;
        }
        List<Line> lines = List.of(median, high, most);
        charts.add(new LineChart(
                "Latency over time",
                result.latencyOf(),
                time,
                milliseconds(lines.stream()
                        .flatMap(line -> line.points().stream())
                        .mapToDouble(Line.Point::y)
                        .toArray()),
                lines,
                true));
    }

    private Line latencyLine(String name, Line.Look look, ToDoubleFunction<Latency> figure) {
        return overIntervals(
                name,
                look,
                interval -> interval.latency().count() == 0 ? Double.NaN : figure.applyAsDouble(interval.latency()));
    }

    private void distribution(List<LineChart> charts) {
        double highest = result.curve().stream()
                .mapToDouble(Measured.Point::percentile)
                .filter(percentile -> percentile < ALL)
                .max()
                .orElse(0);
        List<Line.Point> points = result.curve().stream()
                .map(point -> new Line.Point(Math.min(point.percentile(), highest), point.ms()))
                .toList();
        if (points.size() < 3 || highest == 0) {
            return;
        }
        charts.add(new LineChart(
                "Latency distribution",
                "how long all but the slowest took, of "
                        + Numbers.of(result.latencyMs().count()) + " measured",
                new LineChart.Direction(
                        Axis.percentiles(highest),
                        "percentile, % (each step: ten times rarer)",
                        percentile -> Numbers.tick(percentile) + " %"),
                milliseconds(points.stream().mapToDouble(Line.Point::y).toArray()),
                List.of(new Line("latency", Line.Look.FIRST, points)),
                true));
    }

    private static LineChart.Direction milliseconds(double... values) {
        double[] known = DoubleStream.of(values)
                .filter(value -> Double.isFinite(value) && value > 0)
                .toArray();
        double least = DoubleStream.of(known).min().orElse(1);
        double most = DoubleStream.of(known).max().orElse(1);
        boolean wide = most / least > WIDE;
        return new LineChart.Direction(
                wide ? Axis.logarithmic(least, most) : Axis.fromZero(most, Y_STEPS),
                wide ? "ms (logarithmic)" : "ms",
                value -> Numbers.of(value, "ms"));
    }

    private void throughput(List<LineChart> charts) {
        Line sent = overIntervals("sent", Line.Look.SECOND, Measured.Interval::sent);
        Line delivered = overIntervals("delivered", Line.Look.FIRST, Measured.Interval::delivered);
        double most = most(sent, delivered);
        if (delivered.known() < 2 || most == 0) {
            return;
        }
        List<Line> lines = sent.points().stream().allMatch(point -> point.y() == 0)
                ? List.of(delivered)
                : List.of(delivered, sent); // its dashes let the other be seen where both are equal
        charts.add(new LineChart(
                "Throughput over time",
                "a message to a group is delivered once to each member",
                time,
                new LineChart.Direction(
                        Axis.fromZero(most, Y_STEPS), "per second", value -> Numbers.of(value, "per s")),
                lines,
                false));
    }

    private void broker(List<LineChart> charts) {
        Line broker = overSamples(
                "broker", Line.Look.FIRST, sample -> sample.brokerCores() == null ? Double.NaN : sample.brokerCores());
        cores(charts, "Broker CPU", "all of its threads together", broker);
    }

    private void generator(List<LineChart> charts) {
        Line generator = overSamples("generator", Line.Look.SECOND, RunResult.Usage::generatorCores);
        cores(charts, "Generator CPU", "what it takes to put this load on the broker", generator);
    }

    private void cores(List<LineChart> charts, String title, String note, Line line) {
        if (line.known() >= 2) {
            charts.add(new LineChart(
                    title,
                    note,
                    time,
                    new LineChart.Direction(
                            Axis.fromZero(most(line), Y_STEPS), "cores in use", value -> Numbers.of(value, "cores")),
                    List.of(line),
                    false));
        }
    }

    private void memory(List<LineChart> charts) {
        Line resident = overSamples(
                "broker",
                Line.Look.FIRST,
                sample -> sample.brokerRssBytes() == null ? Double.NaN : Numbers.mebibytes(sample.brokerRssBytes()));
        if (resident.known() < 2) {
            return;
        }
        charts.add(new LineChart(
                "Broker memory",
                "resident set size: all that the process holds",
                time,
                new LineChart.Direction(
                        Axis.fromZero(most(resident), Y_STEPS), "MiB", value -> Numbers.of(value, "MiB")),
                List.of(resident),
                false));
    }

    private Line overIntervals(String name, Line.Look look, ToDoubleFunction<Measured.Interval> figure) {
        return line(name, look, intervals, Measured.Interval::at, figure);
    }

    private Line overSamples(String name, Line.Look look, ToDoubleFunction<RunResult.Usage> figure) {
        return line(name, look, result.usage(), RunResult.Usage::at, figure);
    }

    private <T> Line line(
            String name, Line.Look look, List<T> samples, Function<T, Double> at, ToDoubleFunction<T> figure) {
        return new Line(
                name,
                look,
                samples.stream()
                        .map(sample -> new Line.Point(at.apply(sample) / secondsPerUnit, figure.applyAsDouble(sample)))
                        .toList());
    }

    private static double most(Line... lines) {
        return List.of(lines).stream()
                .flatMap(line -> line.points().stream())
                .filter(Line.Point::isKnown)
                .mapToDouble(Line.Point::y)
                .max()
                .orElse(0);
    }
}
