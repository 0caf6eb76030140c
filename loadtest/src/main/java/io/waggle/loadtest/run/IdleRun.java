package io.waggle.loadtest.run;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.device.Fleet;
import io.waggle.loadtest.measure.ProcessProbe;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** Connects many devices that do nothing, and measures what they cost. */
final class IdleRun {

    private final Scenario scenario;
    private final Target target;
    private final Fleet fleet;
    private final Stage stage;

    IdleRun(Scenario scenario, Target target, Fleet fleet, Stage stage) {
        this.scenario = scenario;
        this.target = target;
        this.fleet = fleet;
        this.stage = stage;
    }

    RunResult run() {
        List<Address> everybody = new ArrayList<>(fleet.everybody());
        List<Address> first = everybody.subList(0, Math.min(everybody.size(), everybody.size() / 10 + 1));
        stage.connect(first); // until its classes are loaded and its pools are filled, memory says nothing
        OptionalLong heapBefore = ask(ProcessProbe::heapBytesAfterCollection);
        OptionalLong rssBefore = ask(ProcessProbe::rssBytes);
        stage.connect(everybody.subList(first.size(), everybody.size()));

        stage.phase("holding " + everybody.size() + " connections");
        Window window = Window.of(System.nanoTime(), scenario.time(Parameter.DURATION));
        List<Recording> recordings = fleet.record(window);
        stage.measuring();
        stage.watchUntil(window.end(), recordings, window, () -> {});
        stage.measured(window);

        double added = everybody.size() - first.size();
        perConnection("heap_bytes_per_connection", heapBefore, ask(ProcessProbe::heapBytesAfterCollection), added);
        perConnection("rss_bytes_per_connection", rssBefore, ask(ProcessProbe::rssBytes), added);
        stage.figure("connections", fleet.ready(everybody));
        stage.incomplete(everybody.size() - fleet.ready(everybody), "devices are not connected at the end");
        stage.incomplete(fleet.connections().lost(), "connections were lost");
        stage.incomplete(fleet.connections().failed(), "attempts to connect failed");
        return stage.result(window, recordings, "nothing", 0);
    }

    private OptionalLong ask(Function<ProcessProbe, OptionalLong> question) {
        return target.probe().map(question).orElse(OptionalLong.empty());
    }

    private void perConnection(String name, OptionalLong before, OptionalLong after, double connections) {
        if (before.isPresent() && after.isPresent() && connections > 0) {
            stage.figure(name, (after.getAsLong() - before.getAsLong()) / connections);
        }
    }
}
