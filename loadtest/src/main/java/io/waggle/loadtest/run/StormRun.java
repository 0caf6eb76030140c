package io.waggle.loadtest.run;

import io.waggle.loadtest.device.Fleet;
import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import java.time.Duration;
import java.util.List;

/** Breaks every connection at once and measures how long it takes until everybody is back, and whether messages flow then. */
final class StormRun {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Scenario scenario;
    private final Fleet fleet;
    private final Stage stage;

    StormRun(Scenario scenario, Fleet fleet, Stage stage) {
        this.scenario = scenario;
        this.fleet = fleet;
        this.stage = stage;
    }

    RunResult run() {
        int devices = fleet.everybody().size();
        stage.connect(fleet.everybody());
        Links.Sums before = fleet.connections();

        stage.phase("breaking " + devices + " connections");
        Duration patience = scenario.time(Parameter.SETTLE);
        long start = System.nanoTime();
        Window window = Window.of(start, patience.isZero() ? Duration.ofSeconds(1) : patience);
        List<Recording> recordings = fleet.record(window);
        stage.measuring();
        fleet.storm();
        boolean back = stage.await(
                () -> fleet.connections().opened() - before.opened() >= devices
                        && fleet.ready(fleet.everybody()) == devices,
                patience,
                5);
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        stage.measured(window);
        stage.figure("devices", devices);
        stage.figure("return_seconds", seconds);
        if (!back) {
            stage.incomplete(devices - fleet.ready(fleet.everybody()), "devices did not come back");
        }
        Links.Sums after = fleet.connections();
        stage.incomplete(after.failed() - before.failed(), "attempts to connect failed");
        stage.incomplete(after.lost() - before.lost(), "connections were lost");
        fleet.stopRecording();

        stage.phase("writing to everybody");
        fleet.fill(scenario.number(Parameter.WAITING));
        fleet.handOver(); // before anything is sent, nothing is under way and all is settled
        stage.settle(patience);
        return stage.result(
                window, recordings, "return, from the break until connected and subscribed again", devices / seconds);
    }
}
