package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.run.RunResult.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures a curve round by round, from its first point to its last and in the next round the other way, so that what drifts on
 * a shared machine does not look like growth. Before the first round everything is prepared, and the first point is measured once
 * for nothing: else its figures would be those of code that is not compiled.
 */
final class CurveRun {

    private final Subject subject;
    private final int rounds;
    private final double within;
    private final Consumer<String> say;
    private final List<Curve.Round> measured = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    /**
     * A curve to be.
     *
     * @param rounds at least 1
     * @param within up to which ratio of the last point to the first a figure counts as flat
     */
    CurveRun(Subject subject, int rounds, double within, Consumer<String> say) {
        this.subject = subject;
        this.rounds = rounds;
        this.within = within;
        this.say = say;
    }

    Curve run() {
        List<Long> points = subject.points();
        say.accept(subject.kind().key() + ": warming up");
        subject.prepare();
        subject.measure(points.get(0));
        for (int round = 1; round <= rounds; round++) {
            List<Long> order = new ArrayList<>(points);
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (long point : order) {
                measure(round, point);
            }
        }
        for (Sample sample : subject.conclude()) {
            note(rounds + 1, sample);
        }
        return Curve.of(subject.kind(), subject.how(), points, subject.judged(), within, measured, faults);
    }

    private void measure(int round, long point) {
        try {
            note(round, subject.measure(point));
        } catch (IllegalStateException e) {
            faults.add(new Fault(Fault.Kind.INCOMPLETE, at(round, point) + ": not measured: " + e.getMessage()));
        }
    }

    private void note(int round, Sample sample) {
        measured.add(new Curve.Round(round, sample.value(), sample.figures()));
        sample.faults()
                .forEach(fault -> faults.add(new Fault(fault.kind(), at(round, sample.value()) + ": " + fault.text())));
        say.accept(at(round, sample.value()) + ": " + CurveWords.figures(sample.figures()));
    }

    private String at(int round, long value) {
        String when = round > rounds ? "at the end" : "round " + round + " of " + rounds;
        return subject.kind().key() + ", " + when + ", " + CurveWords.value(subject.kind(), value);
    }
}
