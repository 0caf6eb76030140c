package io.waggle.loadtest.capacity;

import io.waggle.loadtest.capacity.curve.Curve;
import io.waggle.loadtest.measure.Machine;
import io.waggle.loadtest.run.RunResult.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The highest rate that a broker holds, and how what it costs grows. As JSON its names are in snake case.
 *
 * @param scenario its name
 * @param target which broker
 * @param description of the broker
 * @param acknowledgementMeans what the broker has done with a message that it acknowledges
 * @param parameters of the scenario, as they would be written; its rate and times are not those of the steps
 * @param startedAt wall clock
 * @param saturatedPerS deliveries per second while it was warmed up, as fast as windows let, however late: not yet compiled,
 *     so it may be less than what is found
 * @param curves those that were asked for
 */
public record Capacity(
        String scenario,
        String target,
        String description,
        String acknowledgementMeans,
        Map<String, String> parameters,
        Instant startedAt,
        Machine machine,
        Objective objective,
        SearchPlan plan,
        double saturatedPerS,
        Found search,
        List<Curve> curves) {

    /** Takes copies. */
    public Capacity {
        curves = List.copyOf(curves);
    }

    /** Whether anything was wrong with a curve, of this kind. */
    public boolean hasFault(Fault.Kind kind) {
        return curves.stream().flatMap(curve -> curve.faults().stream()).anyMatch(fault -> fault.kind() == kind);
    }
}
