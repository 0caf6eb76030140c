package io.waggle.loadtest;

import io.waggle.loadtest.capacity.Bound;
import io.waggle.loadtest.capacity.Capacity;
import io.waggle.loadtest.compare.Comparison;
import io.waggle.loadtest.run.RunResult;
import io.waggle.loadtest.run.RunResult.Fault;
import java.util.List;

/** What a run comes to, as an exit status. The worst fault decides. */
enum Verdict {
    PASSED(0),
    BROKEN_PROMISE(1),
    INCOMPLETE(Verdict.INCOMPLETE_EXIT),
    GENERATOR_BEHIND(4);

    /** Also where something fails that should not: not everything that was to happen happened. */
    static final int INCOMPLETE_EXIT = 3;

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    static Verdict of(RunResult result) {
        return of(result.faults());
    }

    /** What is wrong with a peer is told and fails nothing. */
    static Verdict of(Comparison comparison) {
        return of(comparison.systems().get(0).faults());
    }

    private static Verdict of(List<Fault> faults) {
        if (has(faults, Fault.Kind.BROKEN_PROMISE)) {
            return BROKEN_PROMISE;
        }
        if (has(faults, Fault.Kind.GENERATOR_BEHIND)) {
            return GENERATOR_BEHIND;
        }
        return faults.isEmpty() ? PASSED : INCOMPLETE;
    }

    static Verdict of(Capacity capacity) {
        if (capacity.search().brokeAPromise() || capacity.hasFault(Fault.Kind.BROKEN_PROMISE)) {
            return BROKEN_PROMISE;
        }
        if (capacity.search().bound() == Bound.GENERATOR || capacity.hasFault(Fault.Kind.GENERATOR_BEHIND)) {
            return GENERATOR_BEHIND;
        }
        return capacity.search().bound() == Bound.NOTHING_HELD || capacity.hasFault(Fault.Kind.INCOMPLETE)
                ? INCOMPLETE
                : PASSED;
    }

    private static boolean has(List<Fault> faults, Fault.Kind kind) {
        return faults.stream().anyMatch(fault -> fault.kind() == kind);
    }
}
