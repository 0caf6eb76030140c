package io.waggle.loadtest.run;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.client.ClientFleet;
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
     * @throws io.waggle.loadtest.scenario.ScenarioException if the scenario's clients cannot do it
     * @throws IllegalStateException if the run cannot even begin: devices do not connect
     */
    public static RunResult run(Scenario scenario, Target target, Progress progress) {
        return switch (scenario.client()) {
            case SIMULATED -> simulated(scenario, target, progress);
            case CHAT_CLIENT -> real(scenario, target, progress);
        };
    }

    private static RunResult real(Scenario scenario, Target target, Progress progress) {
        Ledger ledger = new Ledger();
        try (ClientFleet fleet = new ClientFleet(scenario, target, ledger)) {
            return new TrafficRun(scenario, target, fleet, new Stage(scenario, target, fleet, ledger, progress)).run();
        }
    }

    private static RunResult simulated(Scenario scenario, Target target, Progress progress) {
        Ledger ledger = new Ledger();
        try (Fleet fleet = new Fleet(scenario, target, ledger, needsSessions(scenario))) {
            Stage stage = new Stage(scenario, target, fleet, ledger, progress);
            return switch (scenario.kind()) {
                case TRAFFIC -> new TrafficRun(scenario, target, fleet, stage).run();
                case DRAIN -> new DrainRun(scenario, fleet, stage).run();
                case STORM -> new StormRun(scenario, fleet, stage).run();
                case CONNECT -> new ConnectRun(scenario, target, fleet, stage).run();
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
