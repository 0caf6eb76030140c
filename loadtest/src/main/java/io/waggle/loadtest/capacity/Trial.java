package io.waggle.loadtest.capacity;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.run.Runs;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import java.time.Duration;

/** Tries rates on one broker, each with devices of its own, and says whether they hold an objective. */
public final class Trial {

    private static final long SETTLING_IN_MILLIS = 3_000;

    /** What an overloaded broker has taken may need so long to arrive; giving up sooner would look like a loss. */
    private static final Duration SETTLE = Duration.ofMinutes(2);

    private final Scenario scenario;
    private final Target target;
    private final Judge judge;
    private final Progress progress;

    /**
     * A trial of one broker.
     *
     * @param scenario one that sends messages at a rate
     * @param length how long each attempt takes, after at most three seconds to settle in
     */
    public Trial(Scenario scenario, Target target, Objective objective, Duration length, Progress progress) {
        Scenario patient = scenario.time(Parameter.SETTLE).compareTo(SETTLE) < 0
                ? scenario.with(Parameter.SETTLE, SETTLE.toSeconds() + "s")
                : scenario;
        this.scenario = patient.with(Parameter.WARM_UP, Math.min(SETTLING_IN_MILLIS, length.toMillis()) + "ms")
                .with(Parameter.DURATION, length.toMillis() + "ms");
        this.target = target;
        this.judge = new Judge(objective, scenario.number(Parameter.MEMBERS));
        this.progress = progress;
    }

    /** Tries so many messages per second. @throws IllegalStateException if the run cannot even begin */
    public Attempt at(double ratePerS) {
        return judge.judge(ratePerS, Runs.run(scenario.with(Parameter.RATE, ratePerS), target, progress));
    }
}
