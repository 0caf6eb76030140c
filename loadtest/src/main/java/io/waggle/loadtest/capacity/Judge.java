package io.waggle.loadtest.capacity;

import io.waggle.loadtest.measure.Measured;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.RunResult.Fault;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Says whether a run held an objective: in time, nothing lost, duplicated, reordered, refused or left without an answer, no
 * connection lost, the generator not behind, and no backlog that grew.
 *
 * <p>A backlog grows if within the second half of the window fewer messages arrived than were to, by more than one in twenty and
 * what may be under way while the objective is held. Acknowledgements are not looked at apart: a broker that owes more of
 * them than a window holds lets messages wait in their senders' outboxes, which counts as latency.
 */
final class Judge {

    private static final double SPARE = 0.05;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Objective objective;
    private final int members;

    /**
     * A judge of runs.
     *
     * @param members recipients of each message
     */
    Judge(Objective objective, int members) {
        this.objective = objective;
        this.members = members;
    }

    /** What a run at a rate comes to. */
    Attempt judge(double ratePerS, RunResult result) {
        Outcome outcome = Outcome.HELD;
        String why = "";
        if (has(result, Fault.Kind.BROKEN_PROMISE)) {
            outcome = Outcome.BROKE_A_PROMISE;
            why = said(result);
        } else if (has(result, Fault.Kind.GENERATOR_BEHIND)) {
            outcome = Outcome.GENERATOR_BEHIND;
            why = said(result);
        } else if (!result.passes()) {
            outcome = Outcome.FAILED;
            why = said(result);
        } else if (!objective.isHeldBy(result.latencyMs())) {
            outcome = Outcome.FAILED;
            why = missed(result);
        } else if (backlogGrows(result.intervals())) {
            outcome = Outcome.FAILED;
            why = "less arrived than was sent: the backlog grows";
        }
        return new Attempt(
                ratePerS,
                outcome,
                why,
                result.throughputPerS(),
                result.latencyMs(),
                result.broker().cpuUsPerMessage(),
                result.generator().cpuCores(),
                result.generator().lagMs().p99());
    }

    private static boolean has(RunResult result, Fault.Kind kind) {
        return result.faults().stream().anyMatch(fault -> fault.kind() == kind);
    }

    private static String said(RunResult result) {
        return result.faults().stream().map(Fault::text).collect(Collectors.joining("; "));
    }

    private String missed(RunResult result) {
        return result.latencyMs().count() == 0
                ? "nothing arrived"
                : String.format(
                        Locale.ROOT,
                        "%s was %.1f ms",
                        objective.percentile(),
                        objective.percentile().of(result.latencyMs()));
    }

    private boolean backlogGrows(List<Measured.Interval> intervals) {
        List<Measured.Interval> half = intervals.subList(intervals.size() / 2, intervals.size());
        double due = members
                * half.stream().mapToDouble(Measured.Interval::sent).average().orElse(0);
        double came = half.stream()
                .mapToDouble(Measured.Interval::delivered)
                .average()
                .orElse(0);
        double underWay = due * objective.limitMs() / MILLIS_PER_SECOND / Math.max(1, half.size());
        return came < due * (1 - SPARE) - underWay;
    }
}
