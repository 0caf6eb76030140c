package io.waggle.loadtest.run;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.device.Fleet;
import io.waggle.loadtest.ledger.Ledger;
import io.waggle.loadtest.scenario.Kind;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;

/** Puts a scenario's load on a target. */
public final class Runs {

    private Runs() {}

    /**
     * Runs a scenario, with devices of its own from beginning to end.
     *
     * @throws IllegalStateException if the run cannot even begin: devices do not connect
     */
    public static RunResult run(Scenario scenario, Target target, Progress progress) {
        Ledger ledger = new Ledger();
        try (Fleet fleet = new Fleet(scenario, target, ledger, needsSessions(scenario))) {
            Stage stage = new Stage(scenario, target, fleet, ledger, progress);
            return switch (scenario.kind()) {
                case TRAFFIC -> new TrafficRun(scenario, target, fleet, stage).run();
                case DRAIN -> new DrainRun(scenario, fleet, stage).run();
                case STORM -> new StormRun(scenario, fleet, stage).run();
                case IDLE -> new IdleRun(scenario, target, fleet, stage).run();
            };
        }
    }

    /** Whether devices are away while messages are sent to them. */
    private static boolean needsSessions(Scenario scenario) {
        return scenario.kind() != Kind.TRAFFIC
                || !scenario.time(Parameter.FLAP_EVERY).isZero()
                || !scenario.time(Parameter.KILL_EVERY).isZero();
    }
}
