package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.compare.Spread;
import io.waggle.loadtest.run.RunResult.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What one curve came to.
 *
 * @param name {@link CurveKind#key}
 * @param varied what grows
 * @param how what was done at each point, with what stayed as it is
 * @param notMeasured why there are no points; empty if there are
 * @param points in rising order; one that could not be measured has no figures
 * @param verdicts one for each figure that should be flat, as far as it is known at both ends
 * @param rounds every single measurement, in the order in which they were made
 * @param faults what was wrong with runs, with the point
 */
public record Curve(
        String name,
        String varied,
        String how,
        String notMeasured,
        List<Point> points,
        List<Flatness> verdicts,
        List<Round> rounds,
        List<Fault> faults) {

    /**
     * What all rounds say of a point.
     *
     * @param figures by {@link Figure#key}
     */
    public record Point(long value, Map<String, Spread> figures) {}

    /**
     * One measurement.
     *
     * @param round from 1; the curve's end, where something is measured once, counts as a round of its own
     */
    public record Round(int round, long value, Map<String, Double> figures) {}

    /** One that cannot be measured. */
    static Curve without(CurveKind kind, String why) {
        return new Curve(kind.key(), kind.unit(), "", why, List.of(), List.of(), List.of(), List.of());
    }

    /** One that should have been measured and could not be: that is a fault. */
    static Curve failed(CurveKind kind, String why) {
        return new Curve(
                kind.key(),
                kind.unit(),
                "",
                why,
                List.of(),
                List.of(),
                List.of(),
                List.of(new Fault(Fault.Kind.INCOMPLETE, why)));
    }

    /**
     * What measurements come to.
     *
     * @param values of the points, in rising order
     * @param judged figures that should be flat
     * @param within up to which ratio they count as flat
     */
    static Curve of(
            CurveKind kind,
            String how,
            List<Long> values,
            List<Figure> judged,
            double within,
            List<Round> rounds,
            List<Fault> faults) {
        return new Curve(
                kind.key(),
                kind.unit(),
                how,
                "",
                values.stream().map(value -> point(value, rounds)).toList(),
                verdicts(values, judged, within, rounds),
                List.copyOf(rounds),
                List.copyOf(faults));
    }

    private static Point point(long value, List<Round> rounds) {
        Map<String, Spread> figures = new LinkedHashMap<>();
        for (Figure figure : Figure.values()) {
            List<Double> values = rounds.stream()
                    .filter(round -> round.value() == value)
                    .map(round -> round.figures().get(figure.key()))
                    .filter(Objects::nonNull)
                    .toList();
            if (!values.isEmpty()) {
                figures.put(figure.key(), Spread.of(values));
            }
        }
        return new Point(value, figures);
    }

    private static List<Flatness> verdicts(List<Long> values, List<Figure> judged, double within, List<Round> rounds) {
        long first = values.get(0);
        long last = values.get(values.size() - 1);
        List<Flatness> verdicts = new ArrayList<>();
        for (Figure figure : judged) {
            List<Double> ratios = ratios(figure.key(), first, last, rounds);
            if (first != last && !ratios.isEmpty()) {
                verdicts.add(new Flatness(figure.key(), first, last, Spread.of(ratios), within));
            }
        }
        return verdicts;
    }

    /** Of each round, because what a shared machine does to one point of a round it is likely to do to the others. */
    private static List<Double> ratios(String figure, long first, long last, List<Round> rounds) {
        List<Double> ratios = new ArrayList<>();
        for (Round end : rounds) {
            Double above = end.value() == last ? end.figures().get(figure) : null;
            Double below = rounds.stream()
                    .filter(round -> round.round() == end.round() && round.value() == first)
                    .map(round -> round.figures().get(figure))
                    .filter(Objects::nonNull)
                    .findAny()
                    .orElse(null);
            if (above != null && below != null && below > 0) {
                ratios.add(above / below);
            }
        }
        return ratios;
    }
}
