package io.waggle.loadtest.run;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.device.Population;
import io.waggle.loadtest.measure.Recording;
import io.waggle.loadtest.measure.Window;
import io.waggle.loadtest.scenario.Parameter;
import io.waggle.loadtest.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Messages flow at a rate, or as fast as they can, while links break and the broker is killed if the scenario says so. */
final class TrafficRun {

    private static final Duration HEAD_START = Duration.ofMillis(200);
    private static final Duration RETURN = Duration.ofMinutes(1);

    private final Scenario scenario;
    private final Target target;
    private final Population population;
    private final Stage stage;
    private CompletableFuture<Void> crash = CompletableFuture.completedFuture(null);
    private int crashes;

    TrafficRun(Scenario scenario, Target target, Population population, Stage stage) {
        this.scenario = scenario;
        this.target = target;
        this.population = population;
        this.stage = stage;
    }

    RunResult run() {
        stage.connect(population.everybody());
        long begin = System.nanoTime() + HEAD_START.toNanos();
        long start = begin + scenario.time(Parameter.WARM_UP).toNanos();
        Window window = Window.of(start, scenario.time(Parameter.DURATION));
        List<Recording> recordings = population.record(window);

        stage.phase(describe());
        if (scenario.rate() > 0) {
            population.pace(scenario.rate(), begin, window.end());
        } else {
            population.saturate();
        }
        Duration flapEvery = scenario.time(Parameter.FLAP_EVERY);
        if (!flapEvery.isZero()) {
            population.flap(flapEvery, scenario.time(Parameter.FLAP_FOR), window.end());
        }
        stage.watchUntil(start, recordings, window, () -> {});
        stage.measuring();
        stage.watchUntil(window.end(), recordings, window, crashing(start));
        stage.measured(window);
        population.stopSending();
        population.handOver(); // what was due at the end is sent before anybody asks whether all is settled

        stage.phase("waiting for what is under way");
        crash.join();
        if (disturbed()) {
            stage.await(
                    () -> population.ready(population.everybody())
                            == population.everybody().size(),
                    RETURN,
                    50);
        }
        stage.settle();
        if (!disturbed()) {
            stage.incomplete(population.connections().lost(), "connections were lost");
        }
        if (crashes > 0) {
            stage.figure("crashes", crashes);
        }
        double delivered = Recording.sum(window, handedOver(recordings)).delivered();
        return stage.result(
                window, recordings, "delivery, from the intended time of sending", delivered / window.seconds());
    }

    private List<Recording> handedOver(List<Recording> recordings) {
        population.handOver();
        return recordings;
    }

    private boolean disturbed() {
        return !scenario.time(Parameter.FLAP_EVERY).isZero()
                || !scenario.time(Parameter.KILL_EVERY).isZero();
    }

    private String describe() {
        String rate = scenario.rate() > 0
                ? scenario.text(Parameter.RATE) + " messages/s"
                : "as many messages as " + scenario.text(Parameter.WINDOW) + " PUBLISHes under way let";
        return rate + ": " + scenario.text(Parameter.WARM_UP) + " to warm up, " + scenario.text(Parameter.DURATION)
                + " measured";
    }

    private Runnable crashing(long start) {
        long every = scenario.time(Parameter.KILL_EVERY).toNanos();
        if (every == 0) {
            return () -> {};
        }
        long[] next = {start + every / 2};
        return () -> {
            if (System.nanoTime() - next[0] >= 0 && crash.isDone()) {
                next[0] += every;
                crashes++;
                stage.phase("killing the broker");
                crash = CompletableFuture.runAsync(target::crash, task -> new Thread(task, "crash").start());
            } else if (crash.isCompletedExceptionally()) {
                crash.join();
            }
        };
    }
}
