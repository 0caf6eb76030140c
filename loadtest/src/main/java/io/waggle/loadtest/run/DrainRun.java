package io.waggle.loadtest.run;

import io.waggle.loadtest.device.Fleet;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import io.waggle.protocol.Address;
import java.time.Duration;
import java.util.List;

/** Fills the inboxes of devices that are away, and measures how fast they are emptied when all come back at once. */
final class DrainRun {

    private static final Duration AWAY = Duration.ofSeconds(30);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Scenario scenario;
    private final Fleet fleet;
    private final Stage stage;

    DrainRun(Scenario scenario, Fleet fleet, Stage stage) {
        this.scenario = scenario;
        this.fleet = fleet;
        this.stage = stage;
    }

    RunResult run() {
        stage.connect(fleet.everybody());
        List<Address> recipients = fleet.recipients();
        warmUp(recipients);
        fill(recipients);

        stage.phase("draining");
        long start = System.nanoTime();
        Window window = Window.of(start, patience());
        List<Recording> recordings = fleet.record(window);
        stage.measuring();
        long drained = drain(recipients, start);
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        stage.measured(window);
        stage.figure("drain_seconds", seconds);
        return stage.result(
                window, recordings, "delivery, from the moment at which everybody came back", drained / seconds);
    }

    /** Fills and drains until both sides are compiled: a drain of a second is over before they would be. */
    private void warmUp(List<Address> recipients) {
        long until = System.nanoTime() + scenario.time(Parameter.WARM_UP).toNanos();
        while (System.nanoTime() - until < 0) {
            fill(recipients);
            drain(recipients, System.nanoTime());
        }
    }

    /** Lets everybody come back, and waits until all is where it belongs; answers how many messages came. */
    private long drain(List<Address> recipients, long start) {
        long before = fleet.counts().deliveredSoFar();
        fleet.measureFrom(start);
        fleet.connectNow(recipients);
        stage.settle(patience());
        return fleet.counts().deliveredSoFar() - before;
    }

    private Duration patience() {
        Duration settle = scenario.time(Parameter.SETTLE);
        return settle.isZero() ? Duration.ofSeconds(1) : settle;
    }

    private void goAway(List<Address> recipients) {
        fleet.disconnect(recipients);
        if (!stage.await(() -> fleet.ready(recipients) == 0, AWAY, 20)) {
            throw new IllegalStateException("devices do not go away");
        }
    }

    private void fill(List<Address> recipients) {
        goAway(recipients);
        int each = scenario.number(Parameter.WAITING);
        stage.phase("filling " + recipients.size() + " inboxes with " + each + " messages of each sender");
        long begun = System.nanoTime();
        long total = (long) fleet.senders().size() * each;
        long before = fleet.counts().answeredSoFar();
        fleet.fill(each);
        Duration patience = Duration.ofMinutes(1).plusMillis(total);
        if (!stage.await(() -> fleet.counts().answeredSoFar() - before >= total, patience, 5)) {
            stage.fault(RunResult.Fault.Kind.INCOMPLETE, "the inboxes could not be filled in " + patience);
        }
        stage.figure("fill_seconds", (System.nanoTime() - begun) / NANOS_PER_SECOND);
    }
}
