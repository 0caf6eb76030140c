package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.run.RunResult.Fault;
import java.util.List;
import java.util.Map;

/**
 * One measurement at a point.
 *
 * @param value of what grows
 * @param figures by {@link Figure#key}, as far as they are known
 * @param faults what was wrong with the run, for a person
 */
public record Sample(long value, Map<String, Double> figures, List<Fault> faults) {

    /** Takes copies. */
    public Sample {
        figures = Map.copyOf(figures);
        faults = List.copyOf(faults);
    }
}
