package io.waggle.loadtest.run;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.device.Connects;
import io.waggle.loadtest.device.Fleet;
import io.waggle.loadtest.device.Links;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import java.util.List;

/** Lets devices connect and leave, over and over, and measures what a CONNECT takes and costs. */
final class ConnectRun {

    private final Scenario scenario;
    private final Fleet fleet;
    private final Stage stage;
    private final Connects connects;

    ConnectRun(Scenario scenario, Target target, Fleet fleet, Stage stage) {
        this.scenario = scenario;
        this.fleet = fleet;
        this.stage = stage;
        this.connects = new Connects(scenario, target, fleet);
    }

    RunResult run() {
        stage.phase(scenario.text(Parameter.CONNECTING) + " of "
                + fleet.everybody().size() + " devices connect at a time: " + scenario.text(Parameter.WARM_UP)
                + " to warm up, " + scenario.text(Parameter.DURATION) + " measured");
        long start = System.nanoTime() + scenario.time(Parameter.WARM_UP).toNanos();
        Window window = Window.of(start, scenario.time(Parameter.DURATION));
        List<Recording> recordings = fleet.record(window);
        connects.start();
        stage.watchUntil(start, recordings, window, () -> {});
        stage.measuring();
        stage.watchUntil(window.end(), recordings, window, () -> {});
        stage.measured(window);
        connects.stop();
        fleet.handOver();

        Links.Sums links = fleet.connections();
        stage.incomplete(links.failed(), "attempts to connect failed");
        double connected = Recording.sum(window, recordings).delivered();
        if (connected == 0) {
            throw new IllegalStateException("no device could connect; reasons: " + links.reasons());
        }
        return stage.result(
                window,
                recordings,
                "CONNECT, from the beginning of the TCP connection until CONNACK",
                connected / window.seconds());
    }
}
